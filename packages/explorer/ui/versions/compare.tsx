import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { FailureNotice } from "../parts/notice.tsx";
import type { Version } from "../server/versions.ts";
import { visibleText } from "../state/cell-text.ts";
import { type Comparison, changedRows, compare, compareRows, comparison } from "../state/compare.ts";
import { countText } from "../state/formats.ts";

const keyKinds = new Set(["integer", "text", "time", "number"]);
const maxLines = 200;

/** What differs between two versions: columns, rows, and a sample of rows by a key. */
export function Compare({ list }: { list: readonly Version[] }): JSX.Element {
  const left = useSignal(list[1]?.version ?? 0);
  const right = useSignal(list[0]?.version ?? 0);
  const failure = comparison.failure;
  return (
    <section class="panel" aria-label="Compare">
      <header class="panel-head">
        <h2>Compare</h2>
        <VersionSelect
          label="From version"
          list={list}
          value={left.value}
          onChange={(value) => (left.value = value)}
        />
        <span aria-hidden="true">→</span>
        <VersionSelect
          label="To version"
          list={list}
          value={right.value}
          onChange={(value) => (right.value = value)}
        />
        <button
          type="button"
          disabled={left.value === right.value}
          onClick={() => compare(left.value, right.value)}
        >
          Compare
        </button>
      </header>
      {comparison.isLoading && <p class="placeholder">Comparing</p>}
      {failure && (
        <FailureNotice failure={failure} what="earlier versions" retry={() => comparison.retry()} />
      )}
      {comparison.value && <Result found={comparison.value} left={left.value} right={right.value} />}
      {comparison.state.value.kind === "idle" && (
        <p class="faint">Columns, number of rows, and rows that changed.</p>
      )}
    </section>
  );
}

function VersionSelect({
  label,
  list,
  value,
  onChange,
}: {
  label: string;
  list: readonly Version[];
  value: number;
  onChange: (value: number) => void;
}): JSX.Element {
  return (
    <select
      aria-label={label}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    >
      {list.map(({ version }) => (
        <option key={version} value={String(version)}>
          {version}
        </option>
      ))}
    </select>
  );
}

function Result({ found, left, right }: { found: Comparison; left: number; right: number }): JSX.Element {
  const keys = found.shared.filter(({ kind }) => keyKinds.has(kind));
  const chosen = useSignal("");
  const key = (keys.find(({ name }) => name === chosen.value) ?? keys[0])?.name ?? "";
  const [before, after] = found.rows;
  const difference = after - before;
  return (
    <>
      <dl class="facts">
        <div>
          <dt>Rows</dt>
          <dd>{`${countText(before)} → ${countText(after)} (${difference > 0 ? "+" : ""}${countText(difference)})`}</dd>
        </div>
        <div>
          <dt>Columns</dt>
          <dd>
            {found.added.length + found.removed.length + found.changed.length === 0 && "the same"}
            {found.added.map(({ name, type }) => (
              <div key={name} class="is-added wrap">{`+ ${visibleText(name)} ${type}`}</div>
            ))}
            {found.removed.map(({ name, type }) => (
              <div key={name} class="is-removed wrap">{`− ${visibleText(name)} ${type}`}</div>
            ))}
            {found.changed.map(([old, now]) => (
              <div key={now.name} class="wrap">{`${visibleText(now.name)}: ${old.type} → ${now.type}`}</div>
            ))}
          </dd>
        </div>
      </dl>
      <div class="compare-rows">
        <label>
          Rows by{" "}
          <select value={key} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {keys.map(({ name }) => (
              <option key={name} value={name}>
                {visibleText(name)}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          disabled={key === ""}
          onClick={() => compareRows(left, right, key, found.shared)}
        >
          Show changed rows
        </button>
      </div>
      <ChangedRowList />
    </>
  );
}

function ChangedRowList(): JSX.Element | null {
  const found = changedRows.value;
  if (changedRows.isLoading) return <p class="placeholder">Reading both versions</p>;
  if (changedRows.failure) return <FailureNotice failure={changedRows.failure} what="this comparison" />;
  if (!found) return null;
  return (
    <div class="changed-rows">
      <p class="faint">
        {`${countText(found.lines.length)} of the first ${countText(found.sampled)} rows differ, in the order of ${visibleText(found.key)}.`}
      </p>
      <ul>
        {found.lines.slice(0, maxLines).map(({ key, what, columns: names }) => (
          <li key={`${what}${key}`} class={`is-${what} wrap`}>
            {`${{ added: "+", removed: "−", changed: "~" }[what]} ${visibleText(`${key}${names.length > 0 ? `: ${names.join(", ")}` : ""}`)}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
