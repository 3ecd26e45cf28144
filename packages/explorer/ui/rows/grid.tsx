import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { FailureNotice } from "../parts/notice.tsx";
import type { ColumnInfo } from "../server/columns.ts";
import { layoutOf, widthOf } from "../state/column-widths.ts";
import { countText } from "../state/formats.ts";
import { type GridRows, type GridState, gutterWidth, headHeight } from "../state/grid-state.ts";
import { CellContent, UnfetchedVector } from "./cell.tsx";
import { moveInGrid } from "./grid-keys.ts";
import { type HeadActions, HeadCell } from "./head-cell.tsx";

interface Props {
  readonly label: string;
  readonly rows: GridRows;
  readonly state: GridState;
  readonly columns: readonly ColumnInfo[];
  readonly head: HeadActions;
  readonly isFetched: (column: ColumnInfo) => boolean;
  readonly onOpen: (row: number) => void;
  /** The row that the side panel shows. */
  readonly openRow?: number | undefined;
}

/** A table of any number of rows and columns, of which only the cells in view are in the document. */
export function Grid(props: Props): JSX.Element {
  const { label, rows, state, columns, onOpen } = props;
  const bar = useRef<HTMLDivElement>(null);
  const count = rows.count.value ?? rows.pageRows;
  void rows.revision.value;
  const { starts, width } = layoutOf(columns);
  const { window } = state;
  const failure = rows.failure.value;
  // Rows that have arrived stay when the next ones fail.
  const isVisible = !failure || rows.revision.value > 0;
  useLayoutEffect(() => {
    const element = bar.current;
    if (!element) return;
    const measure = (): void => {
      window.viewHeight.value = Math.max(0, element.clientHeight - headHeight);
      state.viewWidth.value = element.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    measure();
    // Other rows begin at their first one; the columns stay in view.
    element.scrollTop = 0;
    window.top.value = 0;
    state.left.value = element.scrollLeft;
    observer.observe(element);
    return () => observer.disconnect();
  }, [window, state, isVisible]);
  const { first, end } = window.range(count);
  useEffect(() => rows.need(first, end), [rows, first, end]);
  const visible = columnsInView(columns, starts, state.left.value, state.viewWidth.value);
  const notice = failure && <FailureNotice failure={failure} what="queries" retry={() => rows.retry()} />;
  if (!isVisible) return <>{notice}</>;
  return (
    <div class={`grid-area${failure ? " is-failed" : ""}`}>
      {notice}
      <div
        ref={bar}
        class="grid"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.count.value === undefined ? -1 : count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={count > 0 ? `cell-${state.row.value}-${state.column.value}` : undefined}
        tabIndex={0}
        onScroll={(event) => {
          window.follow(event.currentTarget, count);
          state.left.value = event.currentTarget.scrollLeft;
        }}
        onKeyDown={(event) =>
          bar.current && moveInGrid(event, bar.current, state, { rows, columns, starts, count, onOpen })
        }
      >
        <div
          class="grid-spacer"
          role="presentation"
          style={{
            height: `${window.spacerHeight(count) + headHeight}px`,
            width: `${width + gutterWidth}px`,
          }}
        >
          <div
            class="grid-view"
            role="presentation"
            style={{
              height: `${window.viewHeight.value + headHeight}px`,
              width: `${state.viewWidth.value}px`,
            }}
          >
            <HeadRow {...props} visible={visible} starts={starts} />
            <div class="grid-body" role="rowgroup">
              {Array.from({ length: end - first }, (_, offset) => (
                <BodyRow
                  key={first + offset}
                  {...props}
                  index={first + offset}
                  visible={visible}
                  starts={starts}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
    </div>
  );
}

/** The columns between the edges of the view. */
function columnsInView(
  columns: readonly ColumnInfo[],
  starts: readonly number[],
  left: number,
  width: number,
): readonly number[] {
  const indices: number[] = [];
  for (const [index, column] of columns.entries()) {
    const start = starts[index] ?? 0;
    if (start > left + width) break;
    if (start + widthOf(column) >= left) indices.push(index);
  }
  return indices;
}

interface RowParts extends Props {
  readonly visible: readonly number[];
  readonly starts: readonly number[];
}

function HeadRow({ columns, visible, starts, head, state, isFetched }: RowParts): JSX.Element {
  return (
    <div class="grid-head" role="rowgroup" style={{ height: `${headHeight}px` }}>
      <div role="row" aria-rowindex={1} class="grid-row">
        {visible.map((index) => {
          const column = columns[index];
          return (
            column && (
              <HeadCell
                key={column.name}
                column={column}
                index={index}
                left={gutterWidth + (starts[index] ?? 0) - state.left.value}
                actions={head}
                isFetched={isFetched(column)}
              />
            )
          );
        })}
        <div role="columnheader" aria-colindex={1} class="grid-gutter" style={{ width: `${gutterWidth}px` }}>
          <span class="visually-hidden">Row</span>
        </div>
      </div>
    </div>
  );
}

function BodyRow(props: RowParts & { index: number }): JSX.Element {
  const { rows, state, columns, visible, starts, index, onOpen, openRow, isFetched } = props;
  const isSelected = state.selected.value.has(index);
  const activeColumn = state.row.value === index ? state.column.value : -1;
  const top = index * state.rowHeight - state.window.top.value;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      class={`grid-row${isSelected ? " is-selected" : ""}${openRow === index ? " is-open" : ""}${index % 2 ? " is-odd" : ""}`}
      style={{ transform: `translateY(${top}px)`, height: `${state.rowHeight}px` }}
      onDblClick={() => onOpen(index)}
    >
      {visible.map((at) => {
        const column = columns[at];
        if (!column) return null;
        const isActive = at === activeColumn;
        return (
          <div
            key={column.name}
            id={`cell-${index}-${at}`}
            role="gridcell"
            aria-colindex={at + 2}
            class={`grid-cell kind-${column.kind}${isActive ? " is-active" : ""}`}
            style={{
              transform: `translateX(${gutterWidth + (starts[at] ?? 0) - state.left.value}px)`,
              width: `${widthOf(column)}px`,
            }}
            onMouseDown={(event) => {
              if (event.shiftKey) state.extendTo(index);
              state.row.value = index;
              state.column.value = at;
            }}
          >
            {isFetched(column) ? (
              <CellContent column={column} value={rows.cell(index, column.name)} />
            ) : (
              <UnfetchedVector column={column} />
            )}
          </div>
        );
      })}
      <div
        role="rowheader"
        aria-colindex={1}
        class="grid-gutter"
        style={{ width: `${gutterWidth}px` }}
        title="Show the whole row"
        onClick={() => {
          state.row.value = index;
          onOpen(index);
        }}
      >
        {countText(index)}
      </div>
    </div>
  );
}
