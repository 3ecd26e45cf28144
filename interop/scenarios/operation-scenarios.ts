import type { Scenario } from "../harness/harness.ts";
import { type Gaps, takeSteps } from "./operations/index.ts";

/** Somebody else's client takes all steps on our server. */
export function theirClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (harness) => takeSteps(await harness.operations(), gaps),
  };
}

/** Our REST client takes all steps on somebody else's server. */
export function ourClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (harness) => takeSteps(await harness.ourRestClient(), gaps),
  };
}
