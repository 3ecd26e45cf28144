import type { Scenario } from "../lab/lab.ts";
import { type Gaps, takeSteps } from "./operations/index.ts";

/** Somebody else's client takes all steps on our server. */
export function theirClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (lab) => takeSteps(await lab.operations(), gaps),
  };
}

/** Our REST client takes all steps on somebody else's server. */
export function ourClientScenario(gaps: Gaps): Scenario {
  return {
    name: "operations of the protocol",
    run: async (lab) => takeSteps(await lab.ourRestClient(), gaps),
  };
}
