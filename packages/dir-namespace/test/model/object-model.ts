import { isReusable } from "../../src/protocol/folders.ts";
import type { Step } from "../../src/protocol/step.ts";
import { type Applied, apply, carries, type ModelSnapshot, type ModelStore, within } from "./model-store.ts";

/**
 * The same storage with folders in an object store: nothing moves, a copy counts from its last file on, what is hidden stays so,
 * and a name that tables share is emptied only when it is out of use.
 */
export function applyOnObjects(store: ModelStore, step: Step, seen: ModelSnapshot, owner: string): Applied {
  const { snapshot, folders } = store;
  const reply = (count: number, changed: Partial<ModelStore> = {}): Applied => ({
    store: { ...store, ...changed },
    reply: { snapshot, count, folder: "absent" },
  });
  switch (step.step) {
    case "move": {
      const content = folders.get(step.from);
      if (content === undefined) return reply(1);
      if (store.hidden.has(step.to)) return reply(0);
      const there = folders.get(step.to);
      if (there !== undefined && there !== "" && there !== content) return reply(0);
      return reply(1, { folders: new Map(folders).set(step.to, content) });
    }
    case "retire":
      if (!carries(snapshot, step.row)) return reply(1);
      return reply(1, {
        hidden: new Set(store.hidden).add(step.location),
        retired: new Set(store.retired).add(step.location),
      });
    case "hide":
      if (!carries(snapshot, step.row)) return reply(1);
      return reply(1, { hidden: new Set(store.hidden).add(step.location) });
    case "show":
      return reply(1);
    case "discard": {
      const left = new Map(folders);
      for (const location of step.locations) {
        if (isReusable(location) && !store.retired.has(location)) continue;
        for (const gone of within(folders, location)) left.delete(gone);
      }
      return reply(1, { folders: left });
    }
    case "displace":
      throw new Error("Nothing is moved aside in an object store.");
    default:
      return apply(store, step, seen, owner);
  }
}
