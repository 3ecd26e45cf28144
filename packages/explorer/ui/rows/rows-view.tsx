import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Empty } from "../parts/notice.tsx";
import { countText } from "../state/formats.ts";
import { GridState } from "../state/grid-state.ts";
import { openRow, showRowAt } from "../state/open-row.ts";
import { param } from "../state/route.ts";
import { followRows, isOrderIgnored, rowStore } from "../state/rows.ts";
import { columns, currentKey } from "../state/table.ts";
import { isFetched, sorting, toggleSort, toggleVectors, visibleColumns } from "../state/visible-columns.ts";
import { ColumnChooser } from "./column-chooser.tsx";
import { actOnColumn } from "./column-keys.ts";
import { ExportMenu } from "./export-menu.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { Grid } from "./grid.tsx";
import { RowPanel } from "./row-panel.tsx";

/** The rows of a table, under a filter and an order. */
export function RowsView(): JSX.Element {
  useEffect(followRows, []);
  const store = rowStore.value;
  const visible = visibleColumns.value;
  const hasBinary = visible.some(({ kind }) => kind === "binary");
  const lastColumn = useRef<GridState["column"]>(undefined);
  const state = useMemo(() => {
    const made = new GridState(hasBinary ? 52 : 30);
    // A key that sorts by a column leaves the keyboard there.
    made.column.value = lastColumn.current?.peek() ?? 0;
    lastColumn.current = made.column;
    return made;
  }, [currentKey.value, param("where"), param("sort"), hasBinary]);
  const sort = sorting.value;
  return (
    <div class="rows-view">
      <div class="toolbar">
        <FilterBar failure={store?.failure.value} />
        <span class="toolbar-note" role="status">
          <Matches />
          {isOrderIgnored.value && <span>This server does not offer an order of rows.</span>}
        </span>
        <ColumnChooser />
        <ExportMenu state={state} />
      </div>
      <div class="rows-split" onKeyDown={(event) => actOnColumn(event, visible[state.column.peek()])}>
        {store && store.count.value === 0 ? (
          <Empty title={param("where") === "" ? "This table has no rows" : "No row matches the filter"} />
        ) : store ? (
          <Grid
            label="Rows"
            rows={store}
            state={state}
            columns={visible}
            isFetched={isFetched}
            openRow={openRow.value?.index}
            onOpen={(row) => showRowAt(row)}
            head={{
              sortOf: (column) =>
                sort?.column === column.name && !isOrderIgnored.value
                  ? sort.ascending
                    ? "ascending"
                    : "descending"
                  : undefined,
              onSort: (column) => toggleSort(column.name),
              onVectors: (column) => toggleVectors(column.name),
            }}
          />
        ) : (
          <p class="placeholder">Loading</p>
        )}
        {columns.value && <RowPanel />}
      </div>
    </div>
  );
}

function Matches(): JSX.Element | null {
  const count = rowStore.value?.count.value;
  if (param("where") === "" || count === undefined) return null;
  return <>{`${countText(count)} ${count === 1 ? "match" : "matches"}`}</>;
}
