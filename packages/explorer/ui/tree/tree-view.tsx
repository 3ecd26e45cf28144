import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../parts/icon.tsx";
import { VirtualList } from "../parts/virtual-list.tsx";
import { visibleText } from "../state/cell-text.ts";
import { keyOf, objectKey, route } from "../state/route.ts";
import { activeRow, close, loadMore, open, treeRows } from "../state/tree.ts";
import type { EndOfList, TreeRow } from "../state/tree-nodes.ts";
import { activate, moveInTree } from "./tree-keys.ts";

const rowHeight = 28;

/** The namespaces and tables of the catalog, as a tree of any depth. */
export function TreeView(): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const rows = treeRows.value;
  const active = Math.min(activeRow.value, Math.max(0, rows.count - 1));
  const current = objectKey.value;
  const revealed = useRef("");
  useLayoutEffect(() => {
    // Once for each object that is chosen; afterwards the keyboard moves on.
    if (revealed.current === current) return;
    const { path, kind } = route.peek();
    const index = rows.indexOf(path, kind);
    if (index < 0) return;
    revealed.current = current;
    activeRow.value = index;
  }, [current, rows]);
  return (
    <VirtualList
      barRef={bar}
      class="tree"
      role="tree"
      label="Namespaces and tables"
      tabIndex={0}
      activeId={rows.count > 0 ? `tree-row-${active}` : undefined}
      count={rows.count}
      rowHeight={rowHeight}
      active={active}
      onKeyDown={(event) => moveInTree(event, Math.floor((bar.current?.clientHeight ?? 0) / rowHeight))}
      row={(index) => {
        const row = rows.at(index);
        return row && <Row row={row} index={index} isActive={index === active} current={current} />;
      }}
    />
  );
}

interface RowProps {
  readonly row: TreeRow;
  readonly index: number;
  readonly isActive: boolean;
  readonly current: string;
}

function Row({ row, index, isActive, current }: RowProps): JSX.Element {
  const common = {
    id: `tree-row-${index}`,
    role: "treeitem",
    "aria-level": row.level,
    style: { paddingInlineStart: `${(row.level - 1) * 16 + 8}px` },
  } as const;
  if ("list" in row)
    return (
      <div {...common} class={`tree-row tree-note${isActive ? " is-active" : ""}`} aria-selected={false}>
        <EndRow row={row} />
      </div>
    );
  const name = visibleText(row.path.at(-1) ?? "");
  const isCurrent = keyOf(row.path, row.kind) === current;
  return (
    // The tree itself listens to the keyboard, as the pattern for trees has it.
    <div
      {...common}
      class={`tree-row${isActive ? " is-active" : ""}${isCurrent ? " is-shown" : ""}`}
      aria-selected={isCurrent}
      aria-expanded={row.kind === "namespace" ? row.isOpen : undefined}
      aria-posinset={row.position}
      aria-setsize={row.siblings ?? -1}
      title={name}
      onClick={() => {
        activeRow.value = index;
        activate(row);
      }}
    >
      {row.kind === "namespace" ? (
        <span
          class={`tree-toggle${row.isOpen ? " is-open" : ""}`}
          onClick={(event) => {
            event.stopPropagation();
            activeRow.value = index;
            if (row.isOpen) close(row.path);
            else open(row.path);
          }}
        >
          <Icon name="chevron" />
        </span>
      ) : (
        <span class="tree-toggle" />
      )}
      <Icon name={row.kind} className={`kind-${row.kind}`} />
      <bdi class="tree-name">{name}</bdi>
    </div>
  );
}

function EndRow({ row }: { row: EndOfList }): JSX.Element {
  useEffect(() => {
    if (row.kind === "more") loadMore(row.path, row.list);
  });
  if (row.kind === "empty") return <span>Empty</span>;
  if (row.kind === "failed" && row.failure)
    return (
      <button
        type="button"
        class="link"
        tabIndex={-1}
        title={visibleText(row.failure.message)}
        onClick={() => loadMore(row.path, row.list)}
      >
        {row.failure.kind === "forbidden" ? "Not allowed for this key" : "Could not load: try again"}
      </button>
    );
  return <span class="loading-dots">Loading</span>;
}
