import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Guard } from "../parts/guard.tsx";
import { Icon } from "../parts/icon.tsx";
import { Empty, FailureNotice } from "../parts/notice.tsx";
import type { TableIndex } from "../server/indices.ts";
import { visibleText } from "../state/cell-text.ts";
import { agoText, bytesText, countText } from "../state/formats.ts";
import { drop, droppedIndex, dropping, indices, loadIndices, stopIndices } from "../state/indices.ts";
import { mayDo } from "../state/session.ts";
import { currentKey, isReadOnly } from "../state/table.ts";
import { BuildForm } from "./build-form.tsx";

/** The indices of a table: what they cover, building and dropping. */
export function IndicesView(): JSX.Element {
  const key = currentKey.value;
  useEffect(() => {
    loadIndices();
    return stopIndices;
  }, [key]);
  const list = indices.value;
  const failure = indices.failure;
  return (
    <div class="schema-view">
      <div>
        {failure && <FailureNotice failure={failure} what="indices" retry={() => loadIndices()} />}
        {!list && !failure && <p class="placeholder">Loading</p>}
        {list?.length === 0 && (
          <Empty title="No indices">
            Without an index, a search compares every row. Build an index to make searches faster.
          </Empty>
        )}
        {list?.map((index) => (
          <IndexCard key={index.name} index={index} />
        ))}
      </div>
      <div class="schema-side">
        {mayDo("write") && !isReadOnly.value && failure?.kind !== "notOffered" && <BuildForm />}
      </div>
      <DropGuard />
    </div>
  );
}

function IndexCard({ index }: { index: TableIndex }): JSX.Element {
  const { indexed, unindexed } = index;
  const all = indexed === undefined ? undefined : indexed + (unindexed ?? 0);
  const parameters = Object.entries(index.parameters);
  return (
    <section class="panel" aria-label={`Index ${visibleText(index.name)}`}>
      <header class="panel-head">
        <h2 class="wrap">{visibleText(index.name)}</h2>
        <span class="chip">{index.type}</span>
        {index.status !== "" && !/^(done|active|ready)$/i.test(index.status) && (
          <span class="chip is-strong">{index.status}</span>
        )}
        {mayDo("write") && !isReadOnly.value && (
          <button
            type="button"
            class="quiet icon-button"
            aria-label={`Drop the index ${visibleText(index.name)}`}
            onClick={() => (droppedIndex.value = index.name)}
          >
            <Icon name="trash" />
          </button>
        )}
      </header>
      <dl class="facts">
        <div>
          <dt>{index.columns.length === 1 ? "Column" : "Columns"}</dt>
          <dd class="wrap">{visibleText(index.columns.join(", "))}</dd>
        </div>
        {all !== undefined && indexed !== undefined && (
          <div>
            <dt>Rows covered</dt>
            <dd>
              <meter min={0} max={all || 1} value={all === 0 ? 1 : indexed} aria-label="Rows covered" />
              <div>{coverage(indexed, all)}</div>
            </dd>
          </div>
        )}
        {index.bytes !== undefined && (
          <div>
            <dt>Size</dt>
            <dd>{bytesText(index.bytes)}</dd>
          </div>
        )}
        {index.createdAt !== undefined && (
          <div>
            <dt>Created</dt>
            <dd>{agoText(index.createdAt)}</dd>
          </div>
        )}
        {parameters.length > 0 && (
          <div>
            <dt>Parameters</dt>
            <dd class="wrap">
              {visibleText(parameters.map(([name, value]) => `${name}: ${value}`).join(", "))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function coverage(indexed: number, all: number): string {
  const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
  const rest = all - indexed;
  if (rest === 0) return `all ${countText(all)}`;
  return `${countText(indexed)} of ${countText(all)}; ${percent.format(rest / all)} of the rows are not in it yet, so searches compare each of these`;
}

function DropGuard(): JSX.Element | null {
  const name = droppedIndex.value;
  if (name === undefined) return null;
  return (
    <Guard
      title="Drop the index"
      name={name}
      action="Drop the index"
      changing={dropping}
      onClose={() => (droppedIndex.value = undefined)}
      onConfirm={() => void drop(name)}
    >
      <p>
        The rows stay. Searches and filters that used the index then compare every row; text searches fail.
      </p>
    </Guard>
  );
}
