import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Empty, FailureNotice } from "../parts/notice.tsx";
import { RowPanel } from "../rows/row-panel.tsx";
import { visibleText } from "../state/cell-text.ts";
import { countText } from "../state/formats.ts";
import {
  colorColumns,
  loadMap,
  map,
  startUmap,
  stopUmap,
  umapPoints,
  umapProgress,
  type VectorMap,
} from "../state/map.ts";
import {
  endSelection,
  isSelecting,
  maxSelected,
  selectedPoints,
  showSelectedRows,
} from "../state/map-selection.ts";
import { param, setParams } from "../state/route.ts";
import { columns, currentKey, vectorColumns } from "../state/table.ts";
import { MapCanvas } from "./map-canvas.tsx";

/** Distinct also without red and green; the last one is for all other values. */
const palette = [
  "#4c78d0",
  "#e08a1e",
  "#2f9e6e",
  "#b5519f",
  "#8a6d3b",
  "#17a2b8",
  "#d9534f",
  "#7f7f2a",
  "#8b93a1",
];

const sizes = [2000, 10_000, 50_000];
/** UMAP takes minutes for more. */
const maxUmapRows = 10_000;

/** A sample of a vector column on a plane. */
export function MapView(): JSX.Element {
  const list = vectorColumns.value;
  const column = list.find(({ name }) => name === param("map")) ?? list[0];
  const color = colorColumns.value.find(({ name }) => name === param("color"));
  const count = sizes.find((size) => String(size) === param("sample")) ?? sizes[0] ?? 0;
  const [key, where] = [currentKey.value, param("where")];
  useEffect(() => {
    if (column) loadMap(column, color, count);
    return () => {
      stopUmap();
      endSelection();
    };
  }, [column?.name, color?.name, count, key, where]);
  if (!columns.value) return <p class="placeholder">Loading</p>;
  if (!column) return <Empty title="No vectors">This table has no vector column.</Empty>;
  const found = map.value;
  return (
    <div class="rows-view">
      <div class="toolbar map-bar">
        <Choice
          label="Vectors"
          value={column.name}
          names={list.map(({ name }) => name)}
          onChange={(name) => setParams({ map: name })}
        />
        <Choice
          label="Color by"
          value={color?.name ?? ""}
          names={["", ...colorColumns.value.map(({ name }) => name)]}
          onChange={(name) => setParams({ color: name })}
        />
        <Choice
          label="Rows"
          value={String(count)}
          names={sizes.map(String)}
          onChange={(size) => setParams({ sample: size })}
        />
        {umapProgress.value === undefined ? (
          <button
            type="button"
            disabled={!found || found.rowIds.length < 3 || found.rowIds.length > maxUmapRows}
            onClick={startUmap}
          >
            {umapPoints.value ? "UMAP again" : "UMAP"}
          </button>
        ) : (
          <>
            <progress max={1} value={umapProgress.value} aria-label="UMAP" />
            <button type="button" onClick={stopUmap}>
              Cancel
            </button>
          </>
        )}
        {umapPoints.value && umapProgress.value === undefined && (
          <button type="button" onClick={() => (umapPoints.value = undefined)}>
            PCA
          </button>
        )}
        {found && <Selection found={found} />}
        <span class="toolbar-note">{found && `${countText(found.rowIds.length)} rows`}</span>
      </div>
      {map.failure && (
        <FailureNotice failure={map.failure} what="queries of vectors" retry={() => map.retry()} />
      )}
      {map.isLoading && <p class="placeholder">Reading vectors</p>}
      {found && (
        <div class="rows-split">
          <MapCanvas found={found} palette={palette} />
          {color && (
            <ul class="legend" aria-label={`Colors of ${color.name}`}>
              {found.groups.map((group, index) => (
                <li key={group}>
                  <Dot color={palette[index] ?? ""} />
                  <span>{visibleText(group)}</span>
                </li>
              ))}
            </ul>
          )}
          <RowPanel />
        </div>
      )}
    </div>
  );
}

/** Selects points, and filters the rows to those that are selected. */
function Selection({ found }: { found: VectorMap }): JSX.Element {
  const count = selectedPoints.value.length;
  return (
    <>
      <button
        type="button"
        aria-pressed={isSelecting.value}
        onClick={() => (isSelecting.value = !isSelecting.value)}
      >
        Select
      </button>
      {count > maxSelected && <span>{`Select at most ${countText(maxSelected)} points.`}</span>}
      {count > 0 && (
        <>
          <button type="button" disabled={count > maxSelected} onClick={() => showSelectedRows(found)}>
            {count === 1 ? "Show the selected row" : `Show ${countText(count)} selected rows`}
          </button>
          <button type="button" class="quiet" onClick={endSelection}>
            Clear
          </button>
        </>
      )}
    </>
  );
}

function Dot({ color }: { color: string }): JSX.Element {
  return (
    <svg class="dot" viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      <circle cx="5" cy="5" r="5" fill={color} />
    </svg>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly names: readonly string[];
  readonly onChange: (name: string) => void;
}

function Choice({ label, value, names, onChange }: ChoiceProps): JSX.Element {
  return (
    <label class="choice">
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name === "" ? "nothing" : visibleText(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
