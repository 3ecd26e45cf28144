/**
 * A program of a page, changed in one line: the handler gets all that the host passes beside the request, with the right
 * key in it.
 *
 * @throws Error when the program has no function that calls `handler(request, …)`
 */
export function withKeyInSecondArgument(program: string, key: string): string {
  const line = /^const (\w+) = \(request\b.* => handler\(request\b.*;$/m;
  if (!line.test(program)) throw new Error("The program has no function that calls `handler(request, …)`.");
  const credentials = JSON.stringify({ apiKey: key, authToken: key });
  return program.replace(
    line,
    `const $1 = (request, host) => handler(request, Object.assign(host, ${credentials}));`,
  );
}
