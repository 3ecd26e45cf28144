import { answerMutants } from "./answers.ts";
import { atOnceMutants } from "./at-once.ts";
import type { Mutant } from "./change.ts";
import { claimMutants } from "./claims.ts";
import { modeMutants } from "./modes.ts";
import { nameMutants } from "./names.ts";
import { treeMutants } from "./tree.ts";

/** Wrong implementations, at least one for every rule. */
export const mutants: readonly Mutant[] = [
  ...nameMutants,
  ...modeMutants,
  ...treeMutants,
  ...answerMutants,
  ...claimMutants,
  ...atOnceMutants,
];
