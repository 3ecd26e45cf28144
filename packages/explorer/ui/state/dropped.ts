import type { DroppedObject } from "@lancetree/core";
import * as server from "../server/dropped.ts";
import { endChange, startChange } from "./change-dialogs.ts";
import { showObject } from "./changes.ts";
import type { Changing } from "./changing.ts";
import { Resource } from "./resource.ts";

/** What was dropped in the namespace that is shown. */
export const dropped: Resource<server.DroppedList> = new Resource();

/** Set once the catalog has said that it keeps what is dropped. */
export const keepsDropped: Resource<true> = new Resource();

/** Asks whether the catalog keeps what is dropped, unless it has said so. */
export function askForDropped(path: readonly string[]): void {
  const state = keepsDropped.state.peek();
  const isLoaded = state.kind === "failed" ? state.failure.kind === "notOffered" : state.kind !== "idle";
  if (!isLoaded) void keepsDropped.load((stop) => server.requireDropped(path, stop));
}

export function loadDropped(path: readonly string[]): void {
  void dropped.load((stop) => server.listDropped(path, stop));
}

/** Those of the list that purging at a path gives up. */
export function droppedBelow(path: readonly string[]): readonly DroppedObject[] {
  const objects = dropped.value?.objects ?? [];
  return objects.filter(({ id }) => path.every((name, depth) => id[depth] === name));
}

/** Brings an object back and shows it. */
export async function undrop(
  changing: Changing,
  object: DroppedObject,
  to: readonly string[],
): Promise<void> {
  const done = await changing.run(`The ${object.kind} “${to.at(-1)}” was undropped.`, (headers) =>
    server.undrop(object, to, headers),
  );
  if (done) showObject(object.kind, to, to.slice(0, -1));
}

/** Gives up what was dropped at a path or below it. @param listed - the namespace whose list was open */
export async function purge(
  changing: Changing,
  path: readonly string[],
  listed: readonly string[],
): Promise<void> {
  const what = path.length === 0 ? "of the catalog" : `at “${path.join(" / ")}” or below`;
  const done = await changing.run(`The dropped objects ${what} were purged.`, (headers) =>
    server.purgeDropped(path, headers),
  );
  if (!done) return;
  endChange();
  startChange({ kind: "dropped", path: listed });
}
