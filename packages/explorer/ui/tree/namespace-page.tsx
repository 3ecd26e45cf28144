import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { CopyButton } from "../parts/copy-button.tsx";
import { Icon } from "../parts/icon.tsx";
import { Empty, FailureNotice } from "../parts/notice.tsx";
import { PropertyList } from "../parts/property-list.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";
import { visibleText } from "../state/cell-text.ts";
import { startChange } from "../state/change-dialogs.ts";
import { askForDropped, keepsDropped } from "../state/dropped.ts";
import { countText } from "../state/formats.ts";
import { loadNamespace, namespaceProperties } from "../state/namespace.ts";
import { hrefOf, objectKey, route } from "../state/route.ts";
import { mayDo } from "../state/session.ts";
import { loadedChildren, loadMore, open, treeRows } from "../state/tree.ts";
import type { NameList, OpenNode } from "../state/tree-nodes.ts";

/** A namespace: what is in it, and its properties. */
export function NamespacePage(): JSX.Element {
  const { path } = route.value;
  const key = objectKey.value;
  useEffect(() => {
    open(path);
    loadNamespace(path);
    askForDropped(path);
  }, [key]);
  const failure = namespaceProperties.failure;
  const node = loadedChildren(path);
  const name = path.length === 0 ? "Catalog" : visibleText(path.at(-1) ?? "");
  return (
    <div class="page">
      <header class="page-head">
        <Icon name="namespace" className="kind-namespace" />
        <h1 title={name}>{name}</h1>
        {path.length > 0 && <CopyButton text={path.join(".")} label="Copy the path" />}
        <div class="page-actions">
          <NamespaceActions path={path} />
        </div>
      </header>
      {failure && failure.kind !== "notOffered" ? (
        <FailureNotice failure={failure} what="namespaces" retry={() => retry(path)} />
      ) : (
        <>
          {node && <Children node={node} path={path} />}
          {/* Below a list that is not there yet, they would move. */}
          {path.length > 0 && node && isSettled(node.namespaces) && isSettled(node.tables) && (
            <Properties path={path} />
          )}
        </>
      )}
    </div>
  );
}

/** Loads again all that failed: one click is enough. */
function retry(path: readonly string[]): void {
  if (namespaceProperties.failure) loadNamespace(path);
  for (const list of ["namespaces", "tables"] as const)
    if (loadedChildren(path)?.[list].failure) loadMore(path, list);
}

function isSettled({ names, state, failure }: NameList): boolean {
  return names.length > 0 || state === "read" || failure !== undefined;
}

function NamespaceActions({ path }: { path: readonly string[] }): JSX.Element {
  const mayWrite = mayDo("write");
  return (
    <>
      {/* At the outer end: it comes later, and moves none of the others. */}
      {keepsDropped.value && (
        <button type="button" onClick={() => startChange({ kind: "dropped", path })}>
          <Icon name="undo" />
          Bring back
        </button>
      )}
      {mayWrite && (
        <button type="button" onClick={() => startChange({ kind: "createTable", path })}>
          <Icon name="plus" />
          New table
        </button>
      )}
      {mayWrite && (
        <button type="button" onClick={() => startChange({ kind: "createNamespace", path })}>
          <Icon name="plus" />
          New namespace
        </button>
      )}
      {path.length > 0 && mayDo("admin") && (
        <button type="button" class="danger" onClick={() => startChange({ kind: "dropNamespace", path })}>
          <Icon name="trash" />
          Drop
        </button>
      )}
    </>
  );
}

function Children({ node, path }: { node: OpenNode; path: readonly string[] }): JSX.Element {
  const { namespaces, tables } = node;
  const count = namespaces.names.length + tables.names.length;
  const isMore = namespaces.next !== undefined || tables.next !== undefined;
  const isLoading = namespaces.state !== "read" || tables.state !== "read";
  const failure = namespaces.failure ?? tables.failure;
  if (failure) return <FailureNotice failure={failure} what="lists" retry={() => retry(path)} />;
  if (count === 0) return isLoading ? <p class="placeholder">Loading</p> : <EmptyNamespace path={path} />;
  return (
    <section class="children" aria-label="Content">
      <h2>{summary(namespaces.names.length, tables.names.length, isMore)}</h2>
      <VirtualList
        class="child-list"
        fits
        role="group"
        label="Content"
        tabIndex={-1}
        count={count + (isMore ? 1 : 0)}
        rowHeight={36}
        active={-1}
        row={(index) => {
          if (index === count) return <MoreChildren node={node} path={path} key={treeRows.value.count} />;
          const kind = index < namespaces.names.length ? "namespace" : "table";
          const name =
            (kind === "namespace"
              ? namespaces.names[index]
              : tables.names[index - namespaces.names.length]) ?? "";
          return (
            <a class="child" href={hrefOf(kind, [...path, name])} title={visibleText(name)}>
              <Icon name={kind} className={`kind-${kind}`} />
              <bdi class="child-name">{visibleText(name)}</bdi>
              <span class="faint">{kind}</span>
            </a>
          );
        }}
      />
    </section>
  );
}

function MoreChildren({ node, path }: { node: OpenNode; path: readonly string[] }): JSX.Element {
  useEffect(() => loadMore(path, node.namespaces.next === undefined ? "tables" : "namespaces"));
  return <span class="child faint">Loading</span>;
}

function summary(namespaces: number, tables: number, isMore: boolean): string {
  const parts = [
    namespaces > 0 && `${countText(namespaces)} ${namespaces === 1 ? "namespace" : "namespaces"}`,
    tables > 0 && `${countText(tables)} ${tables === 1 ? "table" : "tables"}`,
  ].filter(Boolean);
  return isMore ? `The first ${parts.join(" and ")}` : parts.join(", ");
}

function EmptyNamespace({ path }: { path: readonly string[] }): JSX.Element {
  return (
    <Empty title={path.length === 0 ? "This catalog is empty" : "This namespace is empty"}>
      {mayDo("write")
        ? "Create a table from a file, or a namespace for tables."
        : "It has no tables and no namespaces."}
    </Empty>
  );
}

function Properties({ path }: { path: readonly string[] }): JSX.Element {
  const properties = namespaceProperties.value;
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>Properties</h2>
        {properties && mayDo("write") && (
          <button
            type="button"
            class="quiet"
            onClick={() => startChange({ kind: "editProperties", path, properties: properties })}
          >
            <Icon name="edit" />
            Edit
          </button>
        )}
      </header>
      {properties === undefined ? (
        <p class="faint">
          {namespaceProperties.isLoading ? "Loading" : "This catalog stores no properties here."}
        </p>
      ) : (
        <PropertyList
          properties={properties}
          empty={`“${visibleText(path.at(-1) ?? "")}” has no properties.`}
        />
      )}
    </section>
  );
}
