import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { FailureNotice } from "../parts/notice.tsx";
import type { ColumnInfo } from "../server/columns.ts";
import { visibleText } from "../state/cell-text.ts";
import { durationText } from "../state/formats.ts";
import { build, building, buildStart } from "../state/indices.ts";
import { columns } from "../state/table.ts";

const vectorTypes = ["IVF_PQ", "IVF_FLAT", "IVF_HNSW_SQ", "IVF_HNSW_PQ"] as const;

/** The types of index that a column can have. */
function typesFor(column: ColumnInfo | undefined): readonly string[] {
  if (column?.kind === "vector") return vectorTypes;
  if (column?.kind === "text") return ["FTS", "BTREE", "BITMAP"];
  if (column?.kind === "nested") return column.type.startsWith("list") ? ["LABEL_LIST"] : [];
  return column && column.kind !== "binary" ? ["BTREE", "BITMAP"] : [];
}

const meanings: Readonly<Record<string, string>> = {
  IVF_PQ: "small and fast; distances are estimated",
  IVF_FLAT: "exact distances within the partitions it searches",
  IVF_HNSW_SQ: "a graph in each partition; high recall",
  IVF_HNSW_PQ: "a graph over estimated distances; smaller",
  FTS: "words of a text",
  BTREE: "equality and ranges; many different values",
  BITMAP: "equality; few different values",
  LABEL_LIST: "rows whose list contains a value",
};

/** Builds an index, and shows for how long it has been running. */
export function BuildForm(): JSX.Element {
  const all = (columns.value ?? []).filter((column) => typesFor(column).length > 0);
  const name = useSignal("");
  const type = useSignal("");
  const metric = useSignal("l2");
  const column =
    all.find((other) => other.name === name.value) ?? all.find(({ kind }) => kind === "vector") ?? all[0];
  const types = typesFor(column);
  const chosen = types.includes(type.value) ? type.value : (types[0] ?? "");
  const failure = building.failure.value;
  if (!column) return <p class="faint">No column of this table can have an index.</p>;
  return (
    <section class="panel" aria-label="Build an index">
      <header class="panel-head">
        <h2>Build an index</h2>
      </header>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void build({
            column: column.name,
            index_type: chosen,
            ...(column.kind === "vector" && { distance_type: metric.value }),
          });
        }}
      >
        <label class="field">
          <span>Column</span>
          <select value={column.name} onChange={(event) => (name.value = event.currentTarget.value)}>
            {all.map((other) => (
              <option key={other.name} value={other.name}>
                {visibleText(other.name)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Type</span>
          <select value={chosen} onChange={(event) => (type.value = event.currentTarget.value)}>
            {types.map((other) => (
              <option key={other} value={other}>
                {other}
              </option>
            ))}
          </select>
          <small>{meanings[chosen]}</small>
        </label>
        {column.kind === "vector" && (
          <label class="field">
            <span>Distance</span>
            <select value={metric.value} onChange={(event) => (metric.value = event.currentTarget.value)}>
              {["l2", "cosine", "dot"].map((other) => (
                <option key={other} value={other}>
                  {other}
                </option>
              ))}
            </select>
          </label>
        )}
        {failure && <FailureNotice failure={failure} what="this kind of index" />}
        <div class="actions">
          <Elapsed />
          <button type="submit" class="primary" disabled={building.isRunning.value}>
            {building.isRunning.value ? "Building" : "Build"}
          </button>
        </div>
      </form>
    </section>
  );
}

function Elapsed(): JSX.Element | null {
  const start = buildStart.value;
  const now = useSignal(Date.now());
  useEffect(() => {
    if (start === undefined) return;
    const timer = setInterval(() => (now.value = Date.now()), 200);
    return () => clearInterval(timer);
  }, [start, now]);
  if (start === undefined) return null;
  return (
    <>
      <progress aria-label="The index is being built" />
      <span class="faint">{durationText(Math.max(0, now.value - start))}</span>
    </>
  );
}
