import type { JSX } from "preact";
import { durationText } from "../state/formats.ts";
import type { Recall } from "../state/search.ts";

/** How many of the nearest rows the index finds, and how long both take. */
export function RecallPanel({ recall }: { recall: Recall }): JSX.Element {
  const { k, found, indexMs, exactMs } = recall;
  const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 }).format(
    k === 0 ? 1 : found / k,
  );
  return (
    <section class="panel" aria-label="Recall">
      <header class="panel-head">
        <h2>{`Recall@${k}`}</h2>
      </header>
      <div class="recall">
        <strong class="recall-number">{percent}</strong>
        <p>{`The search with the index finds ${found} of the ${k} nearest rows.`}</p>
        <meter min={0} max={k || 1} value={found} aria-label="Recall" />
        <dl class="facts">
          <div>
            <dt>With the index</dt>
            <dd>{durationText(indexMs)}</dd>
          </div>
          <div>
            <dt>Exact</dt>
            <dd>{durationText(exactMs)}</dd>
          </div>
        </dl>
      </div>
    </section>
  );
}
