import type { JSX, TargetedPointerEvent } from "preact";
import { Icon } from "../parts/icon.tsx";
import type { ColumnInfo } from "../server/columns.ts";
import { visibleText } from "../state/cell-text.ts";
import { setWidth, widthOf } from "../state/column-widths.ts";

/** What the heads of columns can do. */
export interface HeadActions {
  readonly sortOf?: (column: ColumnInfo) => "ascending" | "descending" | undefined;
  readonly onSort?: ((column: ColumnInfo) => void) | undefined;
  readonly onVectors?: ((column: ColumnInfo) => void) | undefined;
}

const sortable = new Set(["integer", "number", "text", "time", "boolean"]);

/** Whether rows can be in the order of a column. */
export function isSortable({ kind }: ColumnInfo): boolean {
  return sortable.has(kind);
}

interface Props {
  readonly column: ColumnInfo;
  readonly index: number;
  readonly left: number;
  readonly actions: HeadActions;
  readonly isFetched: boolean;
}

/** The name and type of a column; sorts, fetches vectors, and changes the width. */
export function HeadCell({ column, index, left, actions, isFetched }: Props): JSX.Element {
  const { onSort, sortOf, onVectors } = actions;
  const sort = sortOf?.(column);
  const canSort = onSort && isSortable(column);
  const name = visibleText(column.name);
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={sort ?? (canSort ? "none" : undefined)}
      class={`grid-head-cell kind-${column.kind}`}
      style={{ transform: `translateX(${left}px)`, width: `${widthOf(column)}px` }}
    >
      <div class="head-text">
        {canSort ? (
          <button
            type="button"
            class="head-name"
            title={`Sort by ${name}`}
            tabIndex={-1}
            onClick={() => onSort(column)}
          >
            <span>{name}</span>
            {sort && <Icon name={sort === "ascending" ? "up" : "down"} />}
          </button>
        ) : (
          <span class="head-name" title={name}>
            <span>{name}</span>
          </span>
        )}
        <span class="head-type" title={column.type}>
          {column.type}
        </span>
      </div>
      {column.kind === "vector" && onVectors && (
        <button
          type="button"
          class="head-load"
          tabIndex={-1}
          onClick={() => onVectors(column)}
          aria-pressed={isFetched}
        >
          {isFetched ? "Hide" : "Load"}
        </button>
      )}
      <div class="head-resize" onPointerDown={(event) => startResize(event, column)} />
    </div>
  );
}

function startResize(event: TargetedPointerEvent<HTMLDivElement>, column: ColumnInfo): void {
  event.preventDefault();
  const handle = event.currentTarget;
  const [from, width] = [event.clientX, widthOf(column)];
  handle.setPointerCapture(event.pointerId);
  const move = (moved: PointerEvent): void => setWidth(column.name, width + moved.clientX - from);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {
    once: true,
  });
}
