/**
 * What every runtime has to do, written once. Takes nothing but the client, its Arrow helpers and apache-arrow.
 *
 * @module
 */
import { RestNamespace } from "@lancetree/rest-client";
import { dataSteps } from "./data.ts";
import { failureSteps } from "./failures.ts";
import { identitySteps } from "./identity.ts";
import type { ProgramSettings, Step, StepResult } from "./step.ts";
import { forbiddenStep, lastStep, treeSteps } from "./tree.ts";

const steps: readonly Step[] = [...identitySteps, ...treeSteps, ...dataSteps, ...failureSteps, lastStep];

/** Runs the steps one after the other; one that fails does not keep the next from running. */
export async function runProgram(settings: ProgramSettings): Promise<StepResult[]> {
  const { uri, apiKey } = settings;
  const context = { settings, catalog: new RestNamespace({ uri, apiKey }) };
  const results: StepResult[] = [];
  for (const step of chosen(settings)) {
    const started = performance.now();
    const result = (passed: boolean, detail: string): StepResult => ({
      name: step.name,
      passed,
      detail,
      seconds: (performance.now() - started) / 1000,
    });
    results.push(
      await step.run(context).then(
        (detail) => result(true, detail),
        (error: unknown) => result(false, error instanceof Error ? error.message : String(error)),
      ),
    );
  }
  return results;
}

function chosen(settings: ProgramSettings): readonly Step[] {
  if (settings.steps === "forbidden") return [forbiddenStep];
  const able = steps.filter(
    ({ streams, outsideBrowsers }) =>
      !(streams && !settings.sendsStreams) && !(outsideBrowsers && settings.inBrowser),
  );
  return settings.steps === "metadata" ? able.filter(({ metadata }) => metadata) : able;
}
