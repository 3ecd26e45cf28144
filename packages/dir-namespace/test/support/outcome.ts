/** What a call came to: its error, or undefined when it answered. */
export async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** The code of a namespace error, or whatever else was thrown; undefined for no error. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  const error = await errorOf(call);
  return error instanceof Error && "code" in error ? error.code : error;
}
