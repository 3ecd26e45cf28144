import { ConcurrentModificationError, isError } from "@lancetree/core";
import {
  isForeignKeyViolation,
  isProtectionViolation,
  isUniqueViolation,
} from "../database/database-error.ts";

/** The number of times that an operation starts again because other callers changed the same objects. */
const maxRounds = 50;

/**
 * Repeats a round of an operation until it resolves with a value. A round resolves with undefined if it changed nothing because other
 * callers changed the same objects after it had read them.
 *
 * @param whatOthersDid - for the message of the ConcurrentModificationError after the last round, such as `changed table ["a"]`
 */
export async function untilDone<Result>(
  whatOthersDid: string,
  round: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let count = 0; count < maxRounds; count++) {
    const result = await round();
    if (result !== undefined) return result;
  }
  throw new ConcurrentModificationError(
    `Other callers ${whatOthersDid} ${maxRounds} times meanwhile; nothing was changed, try again.`,
  );
}

/** What a statement resulted in: undefined if it changed nothing, for one of two reasons. */
export interface Outcome<Result> {
  readonly result: Result | undefined;
  /** Whether a constraint refused the change: a parent does not exist, a namespace is not empty, or a name is taken. */
  readonly isViolated: boolean;
  /** Whether a protected object refused the change. */
  readonly isProtected: boolean;
}

/** Runs a change, and takes the refusal of a constraint for a change of nothing: the caller reads the reason. */
export async function unlessViolated<Result>(
  work: () => Promise<Result | undefined>,
): Promise<Outcome<Result>> {
  try {
    return { result: await work(), isViolated: false, isProtected: false };
  } catch (error) {
    const cause: unknown = isError(error) ? error.cause : undefined;
    const isProtected = isProtectionViolation(cause);
    const isViolated = isForeignKeyViolation(cause) || isUniqueViolation(cause);
    if (isProtected || isViolated) return { result: undefined, isViolated, isProtected };
    throw error;
  }
}
