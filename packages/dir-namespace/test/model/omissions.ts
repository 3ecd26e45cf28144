import type { Effect } from "../../src/model/effect.ts";
import type { Resolution } from "../../src/model/intent.ts";
import type { NewRow } from "../../src/model/row.ts";
import type { Rows } from "../../src/model/rows.ts";
import type { CheckOptions } from "./checker.ts";
import { type Applied, apply, ModelSnapshot, type ModelStore } from "./model-store.ts";
import { applyOnObjects, failuresOnObjects } from "./object-model.ts";

/** Storage that behaves as if one effect or one condition of an operation were left out. */
export type Storage = typeof apply;

const open = ({ id, kind, location, properties }: NewRow): NewRow => ({ id, kind, location, properties });

/** The omissions by name, each with storage that behaves accordingly. */
export const omissions: Readonly<Record<string, Storage>> = {
  "a created namespace has no intent": (store, effect, seen, owner) =>
    effect.effect === "insert"
      ? apply(
          store,
          { ...effect, rows: effect.rows.map((row) => (row.intent?.folder ? row : open(row))) },
          seen,
          owner,
        )
      : apply(store, effect, seen, owner),

  "an insert is not validated against the version that it made": (store, effect, seen, owner) => {
    const applied = apply(store, effect, seen, owner);
    if (effect.effect !== "insert" || applied.reply.count === 0) return applied;
    return {
      ...applied,
      reply: { ...applied.reply, snapshot: believing(applied.reply.snapshot as ModelSnapshot) },
    };
  },

  "the intent of an overwritten namespace is cleared at once": (store, effect, seen, owner) => {
    const wasPurged = effect.effect === "replace" && effect.row.intent?.state === "truncate";
    return apply(store, wasPurged ? { ...effect, next: open(effect.next) } : effect, seen, owner);
  },

  "a deletion below an intent has no bound": (store, effect, seen, owner) =>
    apply(
      store,
      effect.effect === "delete-below" ? { ...effect, seen: store.snapshot } : effect,
      seen,
      owner,
    ),

  "an intent is written without comparing": (store, effect, seen, owner) => {
    const now = effect.effect === "replace" ? store.snapshot.row(effect.row.id) : undefined;
    return apply(store, effect.effect === "replace" && now ? { ...effect, row: now } : effect, seen, owner);
  },

  "properties are changed without comparing": (store, effect, seen, owner) => {
    const isPlain =
      effect.effect === "replace" && effect.row.intent === undefined && effect.next.intent === undefined;
    const now = isPlain ? store.snapshot.row(effect.row.id) : undefined;
    return apply(store, isPlain && now ? { ...effect, row: now } : effect, seen, owner);
  },

  "a row is deleted without comparing": (store, effect, seen, owner) => {
    const now = effect.effect === "delete" ? store.snapshot.row(effect.row.id) : undefined;
    return apply(store, effect.effect === "delete" && now ? { ...effect, row: now } : effect, seen, owner);
  },

  "a restrict drop always takes effect": resolvingAs((resolution) => ({ ...resolution, tookEffect: true })),

  "a restrict drop never takes effect": resolvingAs((resolution, state) =>
    state === "drop-if-empty" ? { ...resolution, tookEffect: false } : resolution,
  ),

  "a creation hides nothing": resolvingAs((resolution) => ({ ...resolution, masks: new Set() })),

  "a table's row is deleted before its folder is moved": (store, effect, seen, owner) =>
    effect.effect === "move-aside" ? skipped(store) : apply(store, effect, seen, owner),

  "a table's data is not moved to its location": (store, effect, seen, owner) =>
    effect.effect === "move" ? skipped(store) : apply(store, effect, seen, owner),

  "a folder is moved aside although the intent is cleared": (store, effect, seen, owner) => {
    const now = effect.effect === "move-aside" ? store.snapshot.row(effect.row.id) : undefined;
    if (effect.effect !== "move-aside") return apply(store, effect, seen, owner);
    const withIntent = { ...(now ?? effect.row), intent: effect.row.intent };
    const rows = store.snapshot.rows.with(new Map([[effect.row.id, withIntent]]));
    const { version, resolutions, addresses, generation } = store.snapshot;
    const pretended = {
      ...store,
      snapshot: new ModelSnapshot(version, rows, resolutions, addresses, generation),
    };
    const applied = apply(pretended, effect, seen, owner);
    const { folders } = applied.store;
    return { store: { ...store, folders }, reply: { ...applied.reply, snapshot: store.snapshot } };
  },

  "a folder that a row still names is removed": (store, effect, seen, owner) => {
    const applied = apply(store, effect, seen, owner);
    const replaced = effect.effect === "rename" && applied.reply.count === 2 && effect.row.location;
    if (!replaced) return applied;
    const folders = new Map(applied.store.folders);
    folders.delete(replaced);
    return { ...applied, store: { ...applied.store, folders } };
  },

  "an insert replaces what is there": (store, effect, seen, owner) => {
    if (effect.effect !== "insert") return apply(store, effect, seen, owner);
    const [row] = effect.rows;
    const now = row && store.snapshot.row(row.id);
    return apply(store, row && now ? { effect: "replace", row: now, next: row } : effect, seen, owner);
  },

  "a read returns what was read before": (store, effect, seen, owner) =>
    effect.effect === "read" && seen.rows.size > 0
      ? { store, reply: { snapshot: seen, count: 0, folder: "absent" } }
      : apply(store, effect, seen, owner),
};

/** The same for folders that cannot be moved. */
export const objectOmissions: Readonly<Record<string, Storage>> = {
  "a table's data is not copied to its location": (store, effect, seen, owner) =>
    effect.effect === "move" ? skipped(store) : applyOnObjects(store, effect, seen, owner),

  "a name is emptied without being taken out of use": (store, effect, seen, owner) => {
    if (effect.effect === "retire-name") return skipped(store);
    const retired = effect.effect === "discard" ? new Set(effect.locations) : store.retired;
    const applied = applyOnObjects({ ...store, retired }, effect, seen, owner);
    return { ...applied, store: { ...applied.store, retired: store.retired } };
  },

  "a name is taken out of use and not emptied, and comes back": (store, effect, seen, owner) =>
    effect.effect === "retire-name" || effect.effect === "discard"
      ? skipped(store)
      : applyOnObjects(store, effect, seen, owner),

  "a copy goes to a name that is out of use": (store, effect, seen, owner) => {
    if (effect.effect !== "move") return applyOnObjects(store, effect, seen, owner);
    const without = (names: ReadonlySet<string>): Set<string> =>
      new Set([...names].filter((name) => name !== effect.to));
    return applyOnObjects(
      { ...store, hidden: without(store.hidden), retired: without(store.retired) },
      effect,
      seen,
      owner,
    );
  },

  "a renamed table's first name stays in listings": (store, effect, seen, owner) =>
    effect.effect === "hide" ? skipped(store) : applyOnObjects(store, effect, seen, owner),
};

/** The same where effects fail. */
export const failureOmissions: Readonly<Record<string, Pick<CheckOptions, "storage" | "failures">>> = {
  "a copy that fails in part has written its version file": {
    storage: applyOnObjects,
    failures: (store, effect, seen, owner) =>
      failuresOnObjects(store, effect, seen, owner).map((after) => {
        const isPart = effect.effect === "move" && after.folders.get(effect.to) === "";
        return isPart ? { ...after, folders: new Map(after.folders).set(effect.to, "part") } : after;
      }),
  },

  "a name that was emptied is used again, and a late copy arrives": {
    storage: (store, effect, seen, owner) => {
      const applied = applyOnObjects(store, effect, seen, owner);
      if (effect.effect !== "discard") return applied;
      const kept = (names: ReadonlySet<string>): Set<string> =>
        new Set([...names].filter((name) => !effect.locations.includes(name)));
      const { hidden, retired } = applied.store;
      return { ...applied, store: { ...applied.store, hidden: kept(hidden), retired: kept(retired) } };
    },
    failures: failuresOnObjects,
  },
};

/** Storage whose rows report only the tables in exactly a folder, not those inside of it. */
export const seeingEqualFolders: Storage = (store, effect, seen, owner) => {
  const { snapshot } = store;
  const blind = effect.effect === "move-aside" ? { ...store, snapshot: withEqualFolders(snapshot) } : store;
  const applied = apply(blind, effect, seen, owner);
  const after = blind === store ? applied.store : { ...applied.store, snapshot };
  return { store: after, reply: { ...applied.reply, snapshot: withEqualFolders(after.snapshot) } };
};

function withEqualFolders({
  version,
  rows,
  resolutions,
  addresses,
  generation,
}: ModelSnapshot): ModelSnapshot {
  const seen: Rows = new Proxy(rows, {
    get(target, name) {
      if (name === "inFolderOf") {
        return (folder: string) =>
          [...target.inFolderOf(folder)].filter(
            ({ location, intent }) => location === folder || intent?.folder === folder,
          );
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return new ModelSnapshot(version, seen, resolutions, addresses, generation);
}

function skipped(store: ModelStore): Applied {
  return { store, reply: { snapshot: store.snapshot, count: 1, folder: "absent" } };
}

function believing(snapshot: ModelSnapshot): ModelSnapshot {
  const believed = new ModelSnapshot(
    snapshot.version,
    snapshot.rows,
    snapshot.resolutions,
    snapshot.addresses,
    snapshot.generation,
  );
  believed.rowExists = () => true;
  return believed;
}

/** Storage in which every new intent of a drop or a creation is resolved differently. */
function resolvingAs(change: (resolution: Resolution, state: string) => Resolution): Storage {
  return (store, effect: Effect, seen, owner) => {
    const applied = apply(store, effect, seen, owner);
    const { snapshot } = applied.store;
    const resolutions = new Map(
      [...snapshot.resolutions].map(([key, resolution]) => {
        const state = key.slice(0, key.indexOf(":"));
        return [
          key,
          state === "drop-if-empty" || state === "created" ? change(resolution, state) : resolution,
        ];
      }),
    );
    const resolved = new ModelSnapshot(
      snapshot.version,
      snapshot.rows,
      resolutions,
      snapshot.addresses,
      snapshot.generation,
    );
    return {
      store: { ...applied.store, snapshot: resolved },
      reply: { ...applied.reply, snapshot: resolved },
    };
  };
}
