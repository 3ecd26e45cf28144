import type { Scenario } from "../harness/harness.ts";
import { clientOf } from "./operations/client.ts";
import { operationSteps } from "./operations/index.ts";
import { type Gaps, takeSteps } from "./steps.ts";

/** A client of another project takes all steps on Lancetree's server. */
export function theirClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (harness) => takeSteps(operationSteps, clientOf(await harness.operations()), gaps),
  };
}

/** Lancetree's REST client takes all steps on a server of another project. */
export function ourClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (harness) => takeSteps(operationSteps, clientOf(await harness.ourRestClient()), gaps),
  };
}
