import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icon.tsx";
import { lazy } from "../parts/lazy.tsx";
import { FailureNotice } from "../parts/notice.tsx";
import { RowsView } from "../rows/rows-view.tsx";
import { visibleText } from "../state/cell-text.ts";
import { startChange } from "../state/change-dialogs.ts";
import { countText } from "../state/formats.ts";
import { formatRoute, param, route, setParams } from "../state/route.ts";
import { mayDo } from "../state/session.ts";
import { columns, currentKey, details, loadTable, totalRows } from "../state/table.ts";
import { SchemaView } from "./schema-view.tsx";

interface View {
  readonly name: string;
  readonly label: string;
  readonly show: () => JSX.Element;
  /** Whether there is something to see on a server that does not query tables. */
  readonly withoutRows?: true;
}

const views: readonly View[] = [
  { name: "rows", label: "Rows", show: () => <RowsView /> },
  { name: "schema", label: "Schema", show: () => <SchemaView />, withoutRows: true },
  {
    name: "search",
    label: "Search",
    show: lazy(() => import("../search/search-view.tsx").then((part) => part.SearchView)),
  },
  {
    name: "versions",
    label: "Versions",
    show: lazy(() => import("../versions/versions-view.tsx").then((part) => part.VersionsView)),
    withoutRows: true,
  },
  {
    name: "indices",
    label: "Indices",
    show: lazy(() => import("../indices/indices-view.tsx").then((part) => part.IndicesView)),
    withoutRows: true,
  },
  {
    name: "profile",
    label: "Profile",
    show: lazy(() => import("../profile/profile-view.tsx").then((part) => part.ProfileView)),
  },
  {
    name: "map",
    label: "Map",
    show: lazy(() => import("../map/map-view.tsx").then((part) => part.MapView)),
  },
];

/** A table: its rows, schema, search, versions and indices. */
export function TablePage(): JSX.Element {
  const key = currentKey.value;
  useEffect(() => loadTable(), [key]);
  const name = param("view") || "rows";
  const view = views.find((other) => other.name === name) ?? views[0];
  const { path } = route.value;
  const title = visibleText(path.at(-1) ?? "");
  const isEnough = view?.withoutRows === true && columns.failure?.kind === "notOffered";
  const failure = (isEnough ? undefined : columns.failure) ?? details.failure;
  const mayWrite = mayDo("write");
  return (
    <div class="page table-page">
      <header class="page-head">
        <Icon name="table" className="kind-table" />
        <h1 title={title}>{title}</h1>
        <CopyButton text={path.join(".")} label="Copy the path" />
        <RowCount />
        <VersionNote />
        <div class="page-actions">
          {mayWrite && (
            <button type="button" onClick={() => startChange({ kind: "renameTable", path })}>
              <Icon name="edit" />
              Rename
            </button>
          )}
          {mayWrite && (
            <button type="button" class="danger" onClick={() => startChange({ kind: "dropTable", path })}>
              <Icon name="trash" />
              Drop
            </button>
          )}
        </div>
      </header>
      <Tabs current={view?.name ?? "rows"} />
      <div class="view" role="tabpanel" id="view" aria-labelledby={`tab-${view?.name}`}>
        {failure ? (
          <FailureNotice failure={failure} what="queries of tables" retry={() => loadTable()} />
        ) : (
          view?.show()
        )}
      </div>
    </div>
  );
}

function Tabs({ current }: { current: string }): JSX.Element {
  useEffect(() => {
    // In a narrow window, the tabs are wider than it.
    document.querySelector(`#tab-${current}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const index = views.findIndex(({ name }) => name === current);
    const next = views[(index + step + views.length) % views.length];
    setParams({ view: next?.name === "rows" ? undefined : next?.name });
    document.querySelector<HTMLElement>(`#tab-${next?.name}`)?.focus();
    event.preventDefault();
  };
  const { kind, path, params } = route.value;
  return (
    <div class="tabs" role="tablist" aria-label="Views of the table" onKeyDown={move}>
      {views.map(({ name, label }) => (
        <a
          key={name}
          id={`tab-${name}`}
          role="tab"
          aria-selected={name === current}
          aria-controls="view"
          tabIndex={name === current ? 0 : -1}
          href={formatRoute({ kind, path, params: tabParams(params, name) })}
        >
          {label}
        </a>
      ))}
    </div>
  );
}

function tabParams(params: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const { view: _, row: __, ...others } = params;
  return name === "rows" ? others : { view: name, ...others };
}

function RowCount(): JSX.Element | null {
  const count = totalRows.value;
  if (count === undefined) return null;
  return <span class="chip">{`${countText(count)} ${count === 1 ? "row" : "rows"}`}</span>;
}

/** Which version or branch is shown, when it is not the latest of the main branch. */
function VersionNote(): JSX.Element | null {
  const [version, branch] = [param("version"), param("branch")];
  if (version === "" && branch === "") return null;
  return (
    <span class="chip is-strong">
      {[branch && `branch ${visibleText(branch)}`, version && `version ${version}`]
        .filter(Boolean)
        .join(", ")}
      , read only
      <button
        type="button"
        class="quiet icon-button"
        aria-label="Back to the latest version"
        onClick={() => setParams({ version: undefined, branch: undefined, row: undefined })}
      >
        <Icon name="close" />
      </button>
    </span>
  );
}
