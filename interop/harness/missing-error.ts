/** Something outside of this repository is not installed here, and how it comes to be. */
export class MissingError extends Error {
  override readonly name = "MissingError";
}
