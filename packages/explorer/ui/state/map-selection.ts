import { type Signal, signal } from "@preact/signals";
import { announce } from "./announce.ts";
import { countText } from "./formats.ts";
import type { VectorMap } from "./map.ts";
import { setParams } from "./route.ts";

/** A position on the map, in its units. */
export type Position = readonly [x: number, y: number];

/** Whether dragging draws a line around points instead of moving the map. */
export const isSelecting: Signal<boolean> = signal(false);
/** The rows of the map that are selected, by their position in it. */
export const selectedPoints: Signal<readonly number[]> = signal([]);

/** The condition on more rows would be longer than servers and addresses allow. */
export const maxSelected = 2000;

/** The points inside of a closed line, by their position. */
export function pointsInside(points: Float32Array, line: readonly Position[]): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < points.length; at += 2)
    if (isInside(points[at] ?? 0, points[at + 1] ?? 0, line)) found.push(at / 2);
  return found;
}

/** A point is inside if a ray from it crosses the line an odd number of times. */
function isInside(x: number, y: number, line: readonly Position[]): boolean {
  let inside = false;
  for (const [index, [toX, toY]] of line.entries()) {
    const [fromX, fromY] = line.at(index - 1) ?? [toX, toY];
    if (fromY > y !== toY > y && x < ((toX - fromX) * (y - fromY)) / (toY - fromY) + fromX) inside = !inside;
  }
  return inside;
}

export function selectPoints(rows: readonly number[]): void {
  selectedPoints.value = rows;
  announce(`${countText(rows.length)} rows selected.`);
}

/** Forgets what was selected. */
export function endSelection(): void {
  isSelecting.value = false;
  selectedPoints.value = [];
}

/** Shows the rows that are selected, by their ids: every table can be filtered by these. */
export function showSelectedRows({ rowIds }: VectorMap): void {
  const ids = selectedPoints.peek().map((row) => rowIds[row]);
  endSelection();
  setParams({ view: undefined, where: `_rowid IN (${ids.join(", ")})`, row: undefined });
}
