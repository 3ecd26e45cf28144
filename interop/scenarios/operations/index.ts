import { catalogSteps } from "./catalog-steps.ts";
import type { OperationStep } from "./client.ts";
import { endSteps } from "./end-steps.ts";
import { indexSteps } from "./index-steps.ts";
import { rowSteps } from "./row-steps.ts";
import { schemaSteps } from "./schema-steps.ts";
import { versionSteps } from "./version-steps.ts";

/** One after the other; a later step needs what the earlier ones made. */
export const operationSteps: readonly OperationStep[] = [
  ...catalogSteps,
  ...rowSteps,
  ...indexSteps,
  ...schemaSteps,
  ...versionSteps,
  ...endSteps,
];
