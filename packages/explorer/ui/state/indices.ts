import { type Signal, signal } from "@preact/signals";
import { buildIndex, dropIndex, listIndices, type NewIndex, type TableIndex } from "../server/indices.ts";
import { announce } from "./announce.ts";
import { Changing } from "./changing.ts";
import { Resource } from "./resource.ts";
import { route } from "./route.ts";
import { currentTable } from "./table.ts";

export const indices: Resource<readonly TableIndex[]> = new Resource();
export const building: Changing = new Changing();
export const dropping: Changing = new Changing();
/** The index that is to be dropped, until the user confirms it. */
export const droppedIndex: Signal<string | undefined> = signal(undefined);
/** When the build that runs now began, in milliseconds since 1970. */
export const buildStart: Signal<number | undefined> = signal(undefined);

/** While an index is not complete, its state is asked for at this interval. */
const pollMs = 1500;
let timer: ReturnType<typeof setTimeout> | undefined;

export function loadIndices({ keep = false } = {}): void {
  clearTimeout(timer);
  const table = currentTable.peek();
  void indices
    .load((stop) => listIndices(table, stop), { keep })
    .then(() => {
      const isBuilding = indices.peekValue()?.some(({ status }) => !/^(done|active|ready)?$/i.test(status));
      if (isBuilding) timer = setTimeout(() => loadIndices({ keep: true }), pollMs);
    });
}

/** Ends the questions for the state of builds. */
export function stopIndices(): void {
  clearTimeout(timer);
  indices.reset();
}

export async function build(index: NewIndex): Promise<boolean> {
  const { path } = route.peek();
  buildStart.value = Date.now();
  announce("The index is being built.");
  const done = await building.run(`The index on “${index.column}” was built.`, (headers) =>
    buildIndex(path, index, headers),
  );
  buildStart.value = undefined;
  if (done) loadIndices({ keep: true });
  return done;
}

export async function drop(name: string): Promise<void> {
  const { path } = route.peek();
  const done = await dropping.run(`The index “${name}” was dropped.`, (headers) =>
    dropIndex(path, name, headers),
  );
  if (!done) return;
  droppedIndex.value = undefined;
  loadIndices({ keep: true });
}
