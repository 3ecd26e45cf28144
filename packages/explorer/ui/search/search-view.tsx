import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { Empty, FailureNotice, NotOffered } from "../parts/notice.tsx";
import { Grid } from "../rows/grid.tsx";
import { RowPanel } from "../rows/row-panel.tsx";
import { countText, durationText } from "../state/formats.ts";
import { GridState } from "../state/grid-state.ts";
import { showRow } from "../state/open-row.ts";
import { followSearch, hasSearch, measureRecall, plan, recall, result, showPlan } from "../state/search.ts";
import { StaticRows } from "../state/static-rows.ts";
import { columns, vectorColumns } from "../state/table.ts";
import { CopySearch } from "./copy-search.tsx";
import { PlanPanel } from "./plan-panel.tsx";
import { RecallPanel } from "./recall-panel.tsx";
import { SearchForm } from "./search-form.tsx";

/** Search by a vector, by text, or by both. */
export function SearchView(): JSX.Element {
  useEffect(followSearch, []);
  // Its fields are those that the columns need.
  if (!columns.value) return <p class="placeholder">Loading</p>;
  return (
    <div class="search-view">
      <SearchForm />
      {hasSearch.value ? <Found /> : <Hint />}
    </div>
  );
}

function Hint(): JSX.Element {
  return (
    <Empty title="Find rows">
      {vectorColumns.value.length > 0
        ? "Paste a vector, type words, or open a row and choose “Find similar”."
        : "Type words: text search needs a full-text index on a column."}
    </Empty>
  );
}

function Found(): JSX.Element {
  const found = result.value;
  const rows = useMemo(() => (found ? new StaticRows(found.page) : undefined), [found]);
  const state = useMemo(() => new GridState(30), [found]);
  const failure = result.failure;
  if (failure)
    return <FailureNotice failure={failure} what="this kind of search" retry={() => result.retry()} />;
  if (!rows || !found) return <p class="placeholder">Searching</p>;
  const scores = found.page.columns.filter(({ name }) => name.startsWith("_") && name !== "_rowid");
  const others = found.page.columns.filter(({ name }) => !name.startsWith("_"));
  return (
    <>
      <div class="result-line">
        <span>{`${countText(found.page.length)} ${found.page.length === 1 ? "row" : "rows"} in ${durationText(found.ms)}`}</span>
        {found.query.vector && (
          <button type="button" onClick={measureRecall} aria-pressed={recall.state.value.kind !== "idle"}>
            <Icon name="check" />
            Measure recall
          </button>
        )}
        <button type="button" onClick={() => showPlan(false)} aria-pressed={plan.state.value.kind !== "idle"}>
          <Icon name="play" />
          Show the plan
        </button>
        <CopySearch query={found.query} />
      </div>
      <div class="rows-split">
        {found.page.length === 0 ? (
          <Empty title="Nothing found">Change the filter, the distance bounds or the words.</Empty>
        ) : (
          <Grid
            label="Rows found"
            rows={rows}
            state={state}
            columns={[...scores, ...others]}
            isFetched={() => true}
            head={{}}
            onOpen={(row) => showRow(found.page.rowId(row))}
          />
        )}
        <RowPanel />
        <Panels />
      </div>
    </>
  );
}

function Panels(): JSX.Element | null {
  const [recallState, planState] = [recall.state.value, plan.state.value];
  if (recallState.kind === "idle" && planState.kind === "idle") return null;
  return (
    <aside class="search-panels" aria-label="Recall and plan">
      {recallState.kind === "loading" && <p class="placeholder">Comparing with the exact search</p>}
      {recallState.kind === "ready" && <RecallPanel recall={recallState.value} />}
      {recallState.kind === "failed" && (
        <FailureNotice failure={recallState.failure} what="the exact search" retry={() => recall.retry()} />
      )}
      {planState.kind === "loading" && <p class="placeholder">Loading the plan</p>}
      {planState.kind === "ready" && (
        <PlanPanel text={planState.value.text} isMeasured={planState.value.isMeasured} />
      )}
      {planState.kind === "failed" &&
        (planState.failure.kind === "notOffered" ? (
          <NotOffered what="plans" />
        ) : (
          <FailureNotice failure={planState.failure} what="plans" retry={() => plan.retry()} />
        ))}
    </aside>
  );
}
