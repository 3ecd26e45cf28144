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
