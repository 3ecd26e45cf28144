import type { Effect } from "../../src/model/effect.ts";
import { isReusable } from "../../src/model/table-folders.ts";
import { type Applied, apply, carries, type ModelSnapshot, type ModelStore, within } from "./model-store.ts";

/**
 * The same storage with folders in an object store: nothing moves, a copy counts from its last file on, what is hidden stays so,
 * and a name that tables share is emptied only when it is out of use.
 */
export function applyOnObjects(
  store: ModelStore,
  effect: Effect,
  seen: ModelSnapshot,
  owner: string,
): Applied {
  const { snapshot, folders } = store;
  const reply = (count: number, changed: Partial<ModelStore> = {}): Applied => ({
    store: { ...store, ...changed },
    reply: { snapshot, count, folder: "absent" },
  });
  switch (effect.effect) {
    case "move": {
      const content = folders.get(effect.from);
      if (content === undefined) return reply(1);
      if (store.hidden.has(effect.to)) return reply(0);
      const there = folders.get(effect.to);
      if (there !== undefined && there !== "" && there !== content) return reply(0);
      return reply(1, { folders: new Map(folders).set(effect.to, content) });
    }
    case "retire-name":
      if (!carries(snapshot, effect.row)) return reply(1);
      return reply(1, {
        hidden: new Set(store.hidden).add(effect.location),
        retired: new Set(store.retired).add(effect.location),
      });
    case "hide":
      if (!carries(snapshot, effect.row)) return reply(1);
      return reply(1, { hidden: new Set(store.hidden).add(effect.location) });
    case "show":
      return reply(1);
    case "discard": {
      const left = new Map(folders);
      for (const location of effect.locations) {
        if (isReusable(location) && !store.retired.has(location)) continue;
        for (const gone of within(folders, location)) left.delete(gone);
      }
      return reply(1, { folders: left });
    }
    case "move-aside":
      throw new Error("Nothing is moved aside in an object store.");
    default:
      return apply(store, effect, seen, owner);
  }
}

/**
 * An object store after an effect that failed. It may have been carried out. A request that removes many keys may have removed some
 * of them, the version files first. A copy may have written files without the version file, and may go on: see {@link arrived}.
 */
export function failuresOnObjects(
  store: ModelStore,
  effect: Effect,
  seen: ModelSnapshot,
  owner: string,
): readonly ModelStore[] {
  if (effect.effect === "read" || effect.effect === "stat") return [store];
  const done = applyOnObjects(store, effect, seen, owner).store;
  const partly = (changed: readonly string[]): ModelStore => ({
    ...store,
    folders: new Map([...store.folders, ...changed.map((folder) => [folder, ""] as const)]),
  });
  switch (effect.effect) {
    case "stage":
      return [store, partly([effect.location]), done];
    case "discard":
      return [store, partly([...store.folders.keys()].filter((folder) => !done.folders.has(folder))), done];
    case "move": {
      const content = done.folders.get(effect.to);
      if (content === undefined || content === store.folders.get(effect.to)) return [store];
      return [partly([effect.to]), { ...store, late: new Map(store.late).set(effect.to, content) }, done];
    }
    default:
      return [store, done];
  }
}

/** The version file of a late copy is written only if there is none; whether the name is hidden or retired is not read again. */
export function arrived(store: ModelStore, location: string): ModelStore {
  const late = new Map(store.late);
  const content = late.get(location) ?? "";
  late.delete(location);
  if ((store.folders.get(location) ?? "") !== "") return { ...store, late };
  return { ...store, late, folders: new Map(store.folders).set(location, content) };
}
