/** The error of a call, or undefined if it succeeded. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** The code of a namespace error, or another thrown value; undefined for no error. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error = await errorOf(call);
  return error instanceof Error && "code" in error ? error.code : error;
}

/** The error that a function throws, or undefined if it throws none. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
}
