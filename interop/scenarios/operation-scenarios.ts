import type { Scenario } from "../harness/harness.ts";
import { type Gaps, takeSteps } from "./operations/index.ts";

/** A client of another project takes all steps on Lancetree's server. */
export function theirClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (harness) => takeSteps(await harness.operations(), gaps),
  };
}

/** Lancetree's REST client takes all steps on a server of another project. */
export function ourClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (harness) => takeSteps(await harness.ourRestClient(), gaps),
  };
}
