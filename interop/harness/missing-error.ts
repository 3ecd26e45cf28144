/** A requirement outside of this repository is not installed. The message says how to install it. */
export class MissingError extends Error {
  override readonly name = "MissingError";
}
