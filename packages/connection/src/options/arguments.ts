import { InvalidInputError } from "@lancetree/core";

/**
 * Reads the last two arguments of a method of LanceDB that also takes its options instead of the path.
 *
 * @throws InvalidInputError when the path is not an array
 */
export function readPath<Options extends object>(
  pathOrOptions: unknown,
  more?: Options,
): { path: string[]; options: Options | undefined } {
  if (Array.isArray(pathOrOptions)) return { path: pathOrOptions, options: more };
  if (pathOrOptions === undefined || pathOrOptions === null) return { path: [], options: more };
  if (typeof pathOrOptions === "object") return { path: [], options: pathOrOptions as Options };
  throw new InvalidInputError("A namespace path must be an array of strings.");
}

/** @throws InvalidInputError when the path is not an array: spreading a string would split it into characters */
export function tablePath(name: string, namespacePath: readonly string[]): string[] {
  if (Array.isArray(namespacePath)) return [...namespacePath, name];
  throw new InvalidInputError("A namespace path must be an array of strings.");
}

/** LanceDB's page options, as the protocol writes them. */
export function toPage(options: { pageToken?: string; limit?: number } = {}): {
  page_token?: string;
  limit?: number;
} {
  return {
    ...(options.pageToken !== undefined && { page_token: options.pageToken }),
    ...(options.limit !== undefined && { limit: options.limit }),
  };
}

/** @throws InvalidInputError unless it is absent or a positive integer */
export function validateLimit(limit: unknown): void {
  if (limit === undefined || (Number.isSafeInteger(limit) && Number(limit) > 0)) return;
  throw new InvalidInputError("limit must be a positive integer.");
}
