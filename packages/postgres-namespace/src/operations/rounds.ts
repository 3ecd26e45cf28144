import { isError } from "@lancetree/core";
import { isForeignKeyViolation, isUniqueViolation } from "../database/database-error.ts";

/** The number of times that an operation starts again because other callers changed the same objects. */
export const maxRounds = 50;

/** What a statement resulted in: undefined if it changed nothing, for one of two reasons. */
export interface Outcome<Result> {
  readonly result: Result | undefined;
  /** Whether a constraint refused the change: a parent does not exist, a namespace is not empty, or a name is taken. */
  readonly isViolated: boolean;
}

/** Runs a change, and takes the refusal of a constraint for a change of nothing: the caller reads the reason. */
export async function unlessViolated<Result>(
  work: () => Promise<Result | undefined>,
): Promise<Outcome<Result>> {
  try {
    return { result: await work(), isViolated: false };
  } catch (error) {
    const cause: unknown = isError(error) ? error.cause : undefined;
    if (isForeignKeyViolation(cause) || isUniqueViolation(cause))
      return { result: undefined, isViolated: true };
    throw error;
  }
}
