import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { PropertyList } from "../parts/property-list.tsx";
import type { ColumnInfo } from "../server/columns.ts";
import { visibleText } from "../state/cell-text.ts";
import { startChange } from "../state/change-dialogs.ts";
import { bytesText, countText } from "../state/formats.ts";
import { route } from "../state/route.ts";
import { mayDo } from "../state/session.ts";
import { columns, currentKey, details, loadStats, stats } from "../state/table.ts";
import { CopyAs } from "./copy-as.tsx";

/** The columns of a table, where it is and how large it is. */
export function SchemaView(): JSX.Element {
  const key = currentKey.value;
  useEffect(loadStats, [key]);
  const all = columns.value;
  return (
    <div class="schema-view">
      <section class="panel">
        <header class="panel-head">
          <h2>{all ? `${countText(all.length)} ${all.length === 1 ? "column" : "columns"}` : "Columns"}</h2>
        </header>
        {all && <ColumnTable columns={all} />}
        {columns.isLoading && <p class="placeholder">Loading</p>}
        {columns.failure && <FailureNotice failure={columns.failure} what="the columns of tables" />}
      </section>
      <div class="schema-side">
        <section class="panel">
          <header class="panel-head">
            <h2>Details</h2>
          </header>
          <Facts />
        </section>
        {/* Below facts that are not there yet, they would move. */}
        {details.isSettled && stats.isSettled && (
          <>
            <TableProperties />
            <Properties
              title="Schema metadata"
              properties={details.value?.metadata}
              empty="The schema has no metadata."
            />
            <CopyAs />
          </>
        )}
      </div>
    </div>
  );
}

function ColumnTable({ columns: all }: { columns: readonly ColumnInfo[] }): JSX.Element {
  return (
    <table class="column-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Nulls</th>
        </tr>
      </thead>
      <tbody>{all.flatMap((column) => rowsOf(column, 0, column.name))}</tbody>
    </table>
  );
}

function rowsOf(column: ColumnInfo, depth: number, path: string): JSX.Element[] {
  const metadata = Object.entries(column.metadata);
  return [
    <tr key={path}>
      <th scope="row" style={{ paddingInlineStart: `${depth * 20 + 12}px` }}>
        <span class="wrap">{visibleText(column.name)}</span>
        {metadata.length > 0 && (
          <details>
            <summary>{`${metadata.length} metadata`}</summary>
            <PropertyList properties={column.metadata} empty="" />
          </details>
        )}
      </th>
      <td>
        <span class={`type kind-${column.kind}`}>{column.type}</span>
        {column.kind === "vector" && <span class="chip">vector</span>}
      </td>
      <td>{column.nullable ? "allowed" : <strong>not null</strong>}</td>
    </tr>,
    ...column.children.flatMap((child) => rowsOf(child, depth + 1, `${path}.${child.name}`)),
  ];
}

function Facts(): JSX.Element {
  const found = details.value;
  const size = stats.value;
  const failure = stats.failure;
  if (!details.isSettled || !stats.isSettled) return <p class="placeholder">Loading</p>;
  return (
    <>
      <dl class="facts">
        {found?.version !== undefined && <Fact name="Version" value={countText(found.version)} />}
        {found?.location && <Fact name="Location" value={found.location} />}
        {size && (
          <>
            <Fact name="Rows" value={countText(size.rows)} />
            <Fact name="Size" value={bytesText(size.bytes)} />
            <Fact name="Fragments" value={fragmentText(size.fragments, size.smallFragments)} />
            <Fact name="Indices" value={countText(size.indices)} />
          </>
        )}
      </dl>
      {failure && failure.kind !== "notOffered" && (
        <FailureNotice failure={failure} what="statistics" retry={loadStats} />
      )}
      {failure?.kind === "notOffered" && <p class="faint">This server does not offer the size of tables.</p>}
    </>
  );
}

function fragmentText(all: number, small: number): string {
  if (small < 2) return countText(all);
  return `${countText(all)}; ${small === all ? "all" : countText(small)} so small that compaction would help`;
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="wrap">{visibleText(value)}</dd>
    </div>
  );
}

function TableProperties(): JSX.Element | null {
  const properties = details.value?.properties;
  const { path } = route.value;
  if (properties === undefined) return null;
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Properties</h2>
        {mayDo("write") && (
          <button
            type="button"
            class="quiet"
            onClick={() => startChange({ kind: "editProperties", path, properties })}
          >
            <Icon name="edit" />
            Edit
          </button>
        )}
      </header>
      <PropertyList properties={properties} empty="This table has no properties." />
    </section>
  );
}

function Properties({
  title,
  properties,
  empty,
}: {
  title: string;
  properties: Readonly<Record<string, string>> | undefined;
  empty: string;
}): JSX.Element | null {
  if (properties === undefined) return null;
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{title}</h2>
      </header>
      <PropertyList properties={properties} empty={empty} />
    </section>
  );
}
