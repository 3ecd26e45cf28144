import type { JSX } from "preact";
import { CopyButton } from "../parts/copy-button.tsx";
import { type PlanStep, parsePlan } from "../state/plan-tree.ts";
import { showPlan } from "../state/search.ts";

/** How the server runs the search: each step above those that it reads from. */
export function PlanPanel({ text, isMeasured }: { text: string; isMeasured: boolean }): JSX.Element {
  return (
    <section class="panel" aria-label="Plan">
      <header class="panel-head">
        <h2>{isMeasured ? "Plan, measured" : "Plan"}</h2>
        {!isMeasured && (
          <button type="button" onClick={() => showPlan(true)}>
            Run and measure
          </button>
        )}
        <CopyButton text={text} label="Copy the plan" />
      </header>
      <Steps steps={parsePlan(text)} />
    </section>
  );
}

function Steps({ steps }: { steps: readonly PlanStep[] }): JSX.Element {
  return (
    <ul class="plan">
      {steps.map((step, index) => (
        <li key={index}>
          <div class="plan-step">
            <strong>{step.name}</strong>
            {step.rows && <span class="chip">{`${step.rows} rows`}</span>}
            {step.time && <span class="chip">{step.time}</span>}
            {step.details && <p class="mono faint wrap">{step.details}</p>}
          </div>
          {step.inputs.length > 0 && <Steps steps={step.inputs} />}
        </li>
      ))}
    </ul>
  );
}
