import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { ColumnInfo } from "../server/columns.ts";
import { queryRows } from "../server/rows.ts";
import { cellView, vectorOf } from "./cell-text.ts";
import { project } from "./pca.ts";
import { Resource } from "./resource.ts";
import { param } from "./route.ts";
import { columns, currentTable } from "./table.ts";

/** A sample of a vector column, on a plane. */
export interface VectorMap {
  readonly dimension: number;
  readonly vectors: Float32Array;
  /** x and y of each row. */
  readonly points: Float32Array;
  readonly rowIds: readonly string[];
  /** The value of the column that colors the points, and the group of each row. */
  readonly labels: readonly string[];
  readonly groups: readonly string[];
}

export const map: Resource<VectorMap> = new Resource();
/** The layout that UMAP computes, as far as it is; undefined when the projection is shown. */
export const umapPoints: Signal<Float32Array | undefined> = signal(undefined);
/** From 0 to 1 while UMAP runs. */
export const umapProgress: Signal<number | undefined> = signal(undefined);

const pageRows = 2000;
/** More groups than these share the last color. */
export const maxGroups = 8;

/** Columns that can color the points. */
export const colorColumns: ReadonlySignal<readonly ColumnInfo[]> = computed(
  () =>
    columns.value?.filter(({ kind }) => kind === "text" || kind === "boolean" || kind === "integer") ?? [],
);

/** Reads a sample of a column and projects it. */
export function loadMap(column: ColumnInfo, color: ColumnInfo | undefined, count: number): void {
  stopUmap();
  umapPoints.value = undefined;
  const table = currentTable.peek();
  const filter = param("where");
  const dimension = column.dimension ?? 0;
  void map.load(async (stop) => {
    const vectors = new Float32Array(count * dimension);
    const [rowIds, labels]: [string[], string[]] = [[], []];
    for (let offset = 0; rowIds.length < count; offset += pageRows) {
      const page = await queryRows(
        table,
        {
          k: Math.min(pageRows, count - offset),
          offset,
          with_row_id: true,
          columns: { column_names: [column.name, ...(color ? [color.name] : [])] },
          ...(filter !== "" && { filter }),
        },
        stop,
      );
      for (let row = 0; row < page.length; row += 1) {
        const vector = vectorOf(page.cell(row, column.name));
        if (!vector) continue;
        vectors.set(vector, rowIds.length * dimension);
        rowIds.push(page.rowId(row));
        labels.push(color ? cellView(color, page.cell(row, color.name)).text : "");
      }
      if (page.length < pageRows || offset + pageRows >= count) break;
    }
    const used = vectors.subarray(0, rowIds.length * dimension);
    return {
      dimension,
      vectors: used,
      points: project(used, dimension),
      rowIds,
      labels,
      groups: frequent(labels),
    };
  });
}

/** The most frequent labels. */
function frequent(labels: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, maxGroups)
    .map(([label]) => label);
}

let worker: Worker | undefined;

/** Computes a layout with UMAP, beside the page. */
export function startUmap(): void {
  const found = map.peekValue();
  if (!found) return;
  stopUmap();
  umapProgress.value = 0;
  worker = new Worker(new URL("../map/umap-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<{ points: Float32Array; progress: number }>) => {
    umapPoints.value = data.points;
    umapProgress.value = data.progress;
    if (data.progress === 1) stopUmap();
  });
  worker.postMessage({ vectors: found.vectors, dimension: found.dimension }, []);
}

export function stopUmap(): void {
  worker?.terminate();
  worker = undefined;
  umapProgress.value = undefined;
}
