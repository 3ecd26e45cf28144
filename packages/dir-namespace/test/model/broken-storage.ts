import type { NewRow } from "../../src/protocol/row.ts";
import type { Rows } from "../../src/protocol/rows.ts";
import type { Step } from "../../src/protocol/step.ts";
import type { Verdict } from "../../src/protocol/verdict.ts";
import { type Applied, apply, ModelSnapshot, type ModelStore } from "./model-store.ts";
import { applyOnObjects } from "./object-model.ts";

/** Storage that behaves as if one step or one condition of the protocol were left out. */
export type Storage = typeof apply;

const open = ({ id, kind, location, properties }: NewRow): NewRow => ({ id, kind, location, properties });

/** What each omission is called, and how storage then behaves. */
export const omissions: Readonly<Record<string, Storage>> = {
  "a newborn namespace carries no mark": (store, step, seen, owner) =>
    step.step === "insert"
      ? apply(
          store,
          { ...step, rows: step.rows.map((row) => (row.mark?.folder ? row : open(row))) },
          seen,
          owner,
        )
      : apply(store, step, seen, owner),

  "nobody looks at the version that an insert made": (store, step, seen, owner) => {
    const applied = apply(store, step, seen, owner);
    if (step.step !== "insert" || applied.reply.count === 0) return applied;
    return {
      ...applied,
      reply: { ...applied.reply, snapshot: believing(applied.reply.snapshot as ModelSnapshot) },
    };
  },

  "an overwritten namespace opens at once": (store, step, seen, owner) => {
    const wasPurged = step.step === "replace" && step.row.mark?.state === "purge";
    return apply(store, wasPurged ? { ...step, next: open(step.next) } : step, seen, owner);
  },

  "a deletion below a mark has no bound": (store, step, seen, owner) =>
    apply(store, step.step === "clear" ? { ...step, seen: store.snapshot } : step, seen, owner),

  "a mark is set without comparing": (store, step, seen, owner) => {
    const now = step.step === "replace" ? store.snapshot.row(step.row.id) : undefined;
    return apply(store, step.step === "replace" && now ? { ...step, row: now } : step, seen, owner);
  },

  "a row is deleted without comparing": (store, step, seen, owner) => {
    const now = step.step === "delete" ? store.snapshot.row(step.row.id) : undefined;
    return apply(store, step.step === "delete" && now ? { ...step, row: now } : step, seen, owner);
  },

  "a restrict drop always takes effect": judging((verdict) => ({ ...verdict, effective: true })),

  "a restrict drop never takes effect": judging((verdict, state) =>
    state === "drop" ? { ...verdict, effective: false } : verdict,
  ),

  "a birth hides nothing": judging((verdict) => ({ ...verdict, hidden: new Set() })),

  "a table's row goes before its folder": (store, step, seen, owner) =>
    step.step === "displace" ? skipped(store) : apply(store, step, seen, owner),

  "a table's data is not moved to its place": (store, step, seen, owner) =>
    step.step === "move" ? skipped(store) : apply(store, step, seen, owner),

  "a folder is moved aside although the mark is gone": (store, step, seen, owner) => {
    const now = step.step === "displace" ? store.snapshot.row(step.row.id) : undefined;
    if (step.step !== "displace") return apply(store, step, seen, owner);
    const marked = { ...(now ?? step.row), mark: step.row.mark };
    const rows = store.snapshot.rows.with(new Map([[step.row.id, marked]]));
    const { version, verdicts, addresses, generation } = store.snapshot;
    const pretended = {
      ...store,
      snapshot: new ModelSnapshot(version, rows, verdicts, addresses, generation),
    };
    const applied = apply(pretended, step, seen, owner);
    const { folders } = applied.store;
    return { store: { ...store, folders }, reply: { ...applied.reply, snapshot: store.snapshot } };
  },

  "a folder that a row still names is removed": (store, step, seen, owner) => {
    const applied = apply(store, step, seen, owner);
    const replaced = step.step === "rename" && applied.reply.count === 2 && step.row.location;
    if (!replaced) return applied;
    const folders = new Map(applied.store.folders);
    folders.delete(replaced);
    return { ...applied, store: { ...applied.store, folders } };
  },

  "an insert replaces what is there": (store, step, seen, owner) => {
    if (step.step !== "insert") return apply(store, step, seen, owner);
    const [row] = step.rows;
    const now = row && store.snapshot.row(row.id);
    return apply(store, row && now ? { step: "replace", row: now, next: row } : step, seen, owner);
  },

  "a read answers with what was read before": (store, step, seen, owner) =>
    step.step === "read" && seen.rows.size > 0
      ? { store, reply: { snapshot: seen, count: 0, folder: "absent" } }
      : apply(store, step, seen, owner),
};

/** The same for folders that do not move. */
export const objectOmissions: Readonly<Record<string, Storage>> = {
  "a table's data is not copied to its place": (store, step, seen, owner) =>
    step.step === "move" ? skipped(store) : applyOnObjects(store, step, seen, owner),

  "a name is emptied without being taken out of use": (store, step, seen, owner) => {
    if (step.step === "retire") return skipped(store);
    const retired = step.step === "discard" ? new Set(step.locations) : store.retired;
    const applied = applyOnObjects({ ...store, retired }, step, seen, owner);
    return { ...applied, store: { ...applied.store, retired: store.retired } };
  },

  "a name is taken out of use and not emptied, and comes back": (store, step, seen, owner) =>
    step.step === "retire" || step.step === "discard"
      ? skipped(store)
      : applyOnObjects(store, step, seen, owner),

  "a copy goes to a name that is out of use": (store, step, seen, owner) => {
    if (step.step !== "move") return applyOnObjects(store, step, seen, owner);
    const without = (names: ReadonlySet<string>): Set<string> =>
      new Set([...names].filter((name) => name !== step.to));
    return applyOnObjects(
      { ...store, hidden: without(store.hidden), retired: without(store.retired) },
      step,
      seen,
      owner,
    );
  },

  "a renamed table's first name stays in listings": (store, step, seen, owner) =>
    step.step === "hide" ? skipped(store) : applyOnObjects(store, step, seen, owner),
};

/** Storage whose rows say of a folder only which tables lie in exactly that one. */
export const seeingEqualFolders: Storage = (store, step, seen, owner) => {
  const { snapshot } = store;
  const blind = step.step === "displace" ? { ...store, snapshot: withEqualFolders(snapshot) } : store;
  const applied = apply(blind, step, seen, owner);
  const after = blind === store ? applied.store : { ...applied.store, snapshot };
  return { store: after, reply: { ...applied.reply, snapshot: withEqualFolders(after.snapshot) } };
};

function withEqualFolders({ version, rows, verdicts, addresses, generation }: ModelSnapshot): ModelSnapshot {
  const seen: Rows = new Proxy(rows, {
    get(target, name) {
      if (name === "inFolderOf") {
        return (folder: string) =>
          [...target.inFolderOf(folder)].filter(
            ({ location, mark }) => location === folder || mark?.folder === folder,
          );
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return new ModelSnapshot(version, seen, verdicts, addresses, generation);
}

function skipped(store: ModelStore): Applied {
  return { store, reply: { snapshot: store.snapshot, count: 1, folder: "absent" } };
}

function believing(snapshot: ModelSnapshot): ModelSnapshot {
  const believed = new ModelSnapshot(
    snapshot.version,
    snapshot.rows,
    snapshot.verdicts,
    snapshot.addresses,
    snapshot.generation,
  );
  believed.rowExists = () => true;
  return believed;
}

/** Storage in which the verdict on every new mark of a drop or a birth is another. */
function judging(change: (verdict: Verdict, state: string) => Verdict): Storage {
  return (store, step: Step, seen, owner) => {
    const applied = apply(store, step, seen, owner);
    const { snapshot } = applied.store;
    const verdicts = new Map(
      [...snapshot.verdicts].map(([key, verdict]) => {
        const state = key.slice(0, key.indexOf(":"));
        return [key, state === "drop" || state === "since" ? change(verdict, state) : verdict];
      }),
    );
    const judged = new ModelSnapshot(
      snapshot.version,
      snapshot.rows,
      verdicts,
      snapshot.addresses,
      snapshot.generation,
    );
    return { store: { ...applied.store, snapshot: judged }, reply: { ...applied.reply, snapshot: judged } };
  };
}
