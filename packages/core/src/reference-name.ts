import { InvalidInputError } from "./errors.ts";

/** Characters of the name of a branch or a tag. No store keeps a file whose name is longer. */
const longestName = 1024;

/**
 * Checks the length of the name of a branch or a tag that may exist. LanceDB works for minutes on a name of many parts, keeps the other
 * calls of its process waiting meanwhile, and cannot be interrupted.
 *
 * @throws InvalidInputError for more than 1,024 characters
 */
export function checkReferenceName(kind: "branch" | "tag", name: string): void {
  if (name.length <= longestName) return;
  throw new InvalidInputError(
    `The name of a ${kind} has at most ${longestName} characters, not ${name.length}.`,
  );
}
