import type { Mutant } from "./change.ts";
import { claimMutants } from "./claims.ts";
import { concurrencyMutants } from "./concurrency.ts";
import { findingMutants } from "./finding.ts";
import { modeMutants } from "./modes.ts";
import { nameMutants } from "./names.ts";
import { propertyMutants } from "./property-changes.ts";
import { resultMutants } from "./results.ts";
import { treeMutants } from "./tree.ts";

/** Wrong implementations, at least one for every rule. */
export const mutants: readonly Mutant[] = [
  ...nameMutants,
  ...modeMutants,
  ...treeMutants,
  ...resultMutants,
  ...claimMutants,
  ...concurrencyMutants,
  ...propertyMutants,
  ...findingMutants,
];
