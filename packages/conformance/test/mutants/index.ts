import { answerMutants } from "./answers.ts";
import type { Mutant } from "./change.ts";
import { modeMutants } from "./modes.ts";
import { nameMutants } from "./names.ts";
import { treeMutants } from "./tree.ts";

/** Wrong implementations, at least one for every rule. */
export const mutants: readonly Mutant[] = [...nameMutants, ...modeMutants, ...treeMutants, ...answerMutants];
