import { cascade, deregister, drop, list, namespace, register, rename, restrict, table } from "./calls.ts";
import type { Scenario } from "./checker.ts";

/** What broke simpler protocols, and every operation together with one that conflicts with it. */
export const scenarios: readonly Scenario[] = [
  {
    name: "create below, restrict drop above",
    before: [namespace("X")],
    concurrent: [table("X$a"), restrict("X")],
  },
  {
    name: "create below, cascade above",
    before: [namespace("X"), table("X$o")],
    concurrent: [table("X$a"), cascade("X")],
  },
  {
    name: "create below, overwrite above",
    before: [namespace("X"), table("X$o")],
    concurrent: [table("X$a"), namespace("X", "overwrite", "2")],
  },
  {
    name: "create namespace below, restrict drop above",
    before: [namespace("X")],
    concurrent: [namespace("X$Y"), restrict("X")],
  },
  {
    name: "create below, restrict drop, create again",
    before: [namespace("X")],
    concurrent: [table("X$a"), restrict("X"), namespace("X", "create", "2")],
  },
  {
    name: "create below, cascade, create again",
    before: [namespace("X")],
    concurrent: [table("X$a"), cascade("X"), namespace("X", "create", "2")],
  },
  {
    name: "two creates of one name, drop above",
    before: [namespace("X")],
    concurrent: [table("X$a"), table("X$a", "exist_ok"), restrict("X")],
  },
  {
    name: "two restrict drops, create below",
    before: [namespace("X")],
    concurrent: [restrict("X"), restrict("X"), table("X$a")],
  },
  {
    name: "drop of the last table, drop of the namespace, create",
    before: [namespace("X"), table("X$o")],
    concurrent: [drop("X$o"), restrict("X"), table("X$a")],
  },
  {
    name: "drop parent and grandparent, create beside",
    before: [namespace("G"), namespace("G$X")],
    concurrent: [restrict("G$X"), restrict("G"), namespace("G$Y")],
  },
  {
    name: "create two levels below, drop at the top",
    before: [namespace("G"), namespace("G$X")],
    concurrent: [table("G$X$a"), cascade("G")],
  },
  {
    name: "create namespace and below it, drop it",
    before: [],
    concurrent: [namespace("X"), table("X$a"), restrict("X")],
  },
  {
    name: "two overwrites, one above the other",
    before: [namespace("G"), namespace("G$X")],
    concurrent: [
      namespace("G", "overwrite", "7"),
      namespace("G$X", "overwrite", "8"),
      namespace("G$X", "create", "3"),
    ],
  },
  {
    name: "overwrite above, drop below, create below that",
    before: [namespace("G"), namespace("G$X")],
    concurrent: [namespace("G", "overwrite", "7"), restrict("G$X"), namespace("G$X$C")],
  },
  {
    name: "overwrite, create below, reader",
    before: [namespace("X"), table("X$o")],
    concurrent: [namespace("X", "overwrite", "7"), table("X$o"), list("X")],
  },
  {
    name: "overwrite beside cascade beside create",
    before: [namespace("X"), table("X$o")],
    concurrent: [namespace("X", "overwrite", "7"), cascade("X"), table("X$o", "exist_ok")],
  },
  {
    name: "cascade, create again, create below, compaction",
    before: [namespace("X"), namespace("X$O")],
    concurrent: [cascade("X"), namespace("X", "create", "2"), { do: "compact" }],
  },
  {
    name: "overwrite, create below, compaction",
    before: [namespace("X"), namespace("X$O")],
    concurrent: [namespace("X", "overwrite", "7"), namespace("X$O", "create", "3"), { do: "compact" }],
  },
  {
    name: "cascade, create below, rewrite by a native client",
    before: [namespace("X"), namespace("X$O")],
    concurrent: [cascade("X"), namespace("X", "create", "2"), { do: "renumber" }],
  },
  {
    name: "overwrite, create below, rewrite by a native client",
    before: [namespace("X"), namespace("X$O")],
    concurrent: [namespace("X", "overwrite", "7"), namespace("X$O", "create", "3"), { do: "renumber" }],
  },
  {
    name: "cascade above a namespace, create below it, recovery of what was there",
    before: [namespace("X"), namespace("X$a")],
    concurrent: [cascade("X"), namespace("X$a$b"), { do: "recoverBehind" }],
  },
  {
    name: "two creates, cascade above one, recovery of what was there",
    before: [namespace("X"), namespace("X$a"), namespace("Y")],
    concurrent: [namespace("Y$b"), cascade("X"), { do: "recoverBehind" }],
  },
  {
    name: "create below, restrict drop, recovery",
    before: [namespace("X")],
    concurrent: [table("X$a"), restrict("X"), { do: "recover" }],
  },
  {
    name: "create below, overwrite, recovery",
    before: [namespace("X"), table("X$o")],
    concurrent: [table("X$a"), namespace("X", "overwrite", "7"), { do: "recover" }],
  },
  {
    name: "create below, two drops, reader",
    before: [namespace("X")],
    concurrent: [table("X$a"), restrict("X"), list("X")],
  },
  {
    name: "overwrite of a table beside its drop",
    before: [namespace("X"), table("X$a")],
    concurrent: [table("X$a", "overwrite"), drop("X$a")],
  },
  {
    name: "overwrite of a table beside the cascade above",
    before: [namespace("X"), table("X$a")],
    concurrent: [table("X$a", "overwrite"), cascade("X"), list("X")],
  },
  {
    name: "two overwrites of a table",
    before: [namespace("X"), table("X$a")],
    concurrent: [table("X$a", "overwrite"), table("X$a", "overwrite"), drop("X$a")],
  },
  {
    name: "rename beside drop of the source",
    before: [namespace("X"), table("X$a")],
    concurrent: [rename("X$a", "X$b"), drop("X$a")],
  },
  {
    name: "rename beside create of the target",
    before: [namespace("X"), table("X$a")],
    concurrent: [rename("X$a", "X$b"), table("X$b")],
  },
  {
    name: "rename beside drop of the target's parent",
    before: [namespace("X"), namespace("Y"), table("X$a")],
    concurrent: [rename("X$a", "Y$b"), restrict("Y")],
  },
  {
    name: "rename beside cascade of the source's parent",
    before: [namespace("X"), namespace("Y"), table("X$a")],
    concurrent: [rename("X$a", "Y$b"), cascade("X"), list("Y")],
  },
  {
    name: "two renames to one name",
    before: [namespace("X"), table("X$a"), table("X$b")],
    concurrent: [rename("X$a", "X$c"), rename("X$b", "X$c")],
  },
  {
    name: "two renames of one table",
    before: [namespace("X"), table("X$a")],
    concurrent: [rename("X$a", "X$b"), rename("X$a", "X$c")],
  },
  {
    name: "rename beside overwrite of the source",
    before: [namespace("X"), table("X$a")],
    concurrent: [rename("X$a", "X$b"), table("X$a", "overwrite")],
  },
  {
    name: "rename beside overwrite of the target's parent",
    before: [namespace("X"), namespace("Y"), table("X$a")],
    concurrent: [rename("X$a", "Y$b"), namespace("Y", "overwrite", "7")],
  },
  {
    name: "register below, restrict drop, create again",
    folder: "elsewhere",
    before: [namespace("X")],
    concurrent: [register("X$a"), restrict("X"), namespace("X", "create", "2")],
  },
  {
    name: "two registrations, deregistration",
    folder: "elsewhere",
    before: [namespace("X")],
    concurrent: [register("X$a"), register("X$a"), deregister("X$a")],
  },
  {
    name: "deregister beside drop",
    before: [namespace("X"), table("X$a")],
    concurrent: [deregister("X$a"), drop("X$a")],
  },
  { name: "root: two creates of one table", before: [], concurrent: [table("t"), table("t")] },
  { name: "root: table beside namespace of one name", before: [], concurrent: [table("t"), namespace("t")] },
  { name: "root: drop beside create", before: [table("t")], concurrent: [drop("t"), table("t")] },
  { name: "root: two drops, create", before: [table("t")], concurrent: [drop("t"), drop("t"), table("t")] },
  {
    name: "root: overwrite beside drop",
    before: [table("t")],
    concurrent: [table("t", "overwrite"), drop("t")],
  },
  {
    name: "root: two overwrites",
    before: [table("t")],
    concurrent: [table("t", "overwrite"), table("t", "overwrite")],
  },
  {
    name: "root: overwrite, recovery, reader",
    before: [table("t")],
    concurrent: [table("t", "overwrite"), { do: "recover" }, list("")],
  },
  {
    name: "root: rename beside create of the old name",
    before: [table("t")],
    concurrent: [rename("t", "u"), table("t")],
  },
  {
    name: "root: rename beside create of the new name",
    before: [table("t")],
    concurrent: [rename("t", "u"), table("u")],
  },
  {
    name: "root: rename into a namespace beside its drop",
    before: [namespace("X"), table("t")],
    concurrent: [rename("t", "X$t"), cascade("X")],
  },
  {
    name: "root: rename from a namespace beside its cascade",
    before: [namespace("X"), table("X$t")],
    concurrent: [rename("X$t", "t"), cascade("X")],
  },
  {
    name: "root: rename beside drop, recovery",
    before: [table("t")],
    concurrent: [rename("t", "u"), drop("t"), { do: "recover" }],
  },
  { name: "root: deregister beside drop", before: [table("t")], concurrent: [deregister("t"), drop("t")] },
  { name: "folder only: two drops", folder: "t.lance", before: [], concurrent: [drop("t"), drop("t")] },
  {
    name: "folder only: drop beside create",
    folder: "t.lance",
    before: [],
    concurrent: [drop("t"), table("t")],
  },
  {
    name: "folder only: drop, create, drop",
    folder: "t.lance",
    before: [],
    concurrent: [drop("t"), table("t"), drop("t")],
  },
  {
    name: "folder only: overwrite beside drop",
    folder: "t.lance",
    before: [],
    concurrent: [table("t", "overwrite"), drop("t")],
  },
  {
    name: "folder only: rename beside drop",
    folder: "t.lance",
    before: [],
    concurrent: [rename("t", "u"), drop("t")],
  },
  {
    name: "folder only: rename beside overwrite, reader",
    folder: "t.lance",
    before: [],
    concurrent: [rename("t", "u"), table("t", "overwrite")],
  },
  {
    name: "folder only: deregister beside drop, recovery",
    folder: "t.lance",
    before: [],
    concurrent: [deregister("t"), drop("t"), { do: "recover" }],
  },
  {
    name: "folder only: namespace of that name beside drop",
    folder: "t.lance",
    before: [],
    concurrent: [namespace("t"), drop("t")],
  },
  {
    name: "overwrite above, drop of the table below",
    before: [namespace("X"), table("X$a")],
    concurrent: [namespace("X", "overwrite", "7"), drop("X$a"), list("X")],
  },
  {
    name: "rename left half done, deregister, cascade of the old place, register",
    folder: "elsewhere",
    before: [namespace("X"), namespace("Y"), table("X$a")],
    concurrent: [rename("X$a", "Y$b"), deregister("Y$b"), cascade("X")],
  },
  {
    name: "two creates below, restrict drop above",
    before: [namespace("X")],
    concurrent: [table("X$a"), namespace("X$b"), restrict("X")],
  },
  {
    name: "two creates of namespaces, overwrite above",
    before: [namespace("X"), table("X$o")],
    concurrent: [namespace("X$a"), namespace("X$b"), namespace("X", "overwrite", "7")],
  },
  {
    name: "two drops side by side, create below one",
    before: [namespace("X"), namespace("Y")],
    concurrent: [restrict("X"), restrict("Y"), table("X$a")],
  },
  {
    name: "two overwrites side by side, cascade above",
    before: [namespace("G"), namespace("G$X"), namespace("G$Y")],
    concurrent: [namespace("G$X", "overwrite", "7"), namespace("G$Y", "overwrite", "8"), cascade("G")],
  },
  {
    name: "two drops of tables, restrict drop above",
    before: [namespace("X"), table("X$a"), table("X$b")],
    concurrent: [drop("X$a"), drop("X$b"), restrict("X")],
  },
  {
    name: "two renames side by side, cascade above one's new name",
    before: [namespace("X"), namespace("Y"), table("X$a"), table("X$b")],
    concurrent: [rename("X$a", "Y$a"), rename("X$b", "X$c"), cascade("Y")],
  },
  {
    name: "two renames side by side, create of one's new name",
    before: [namespace("X"), table("X$a"), table("X$b")],
    concurrent: [rename("X$a", "X$c"), rename("X$b", "X$d"), table("X$d")],
  },
  {
    name: "two renames, one to the other's first name, reader",
    before: [namespace("X"), table("X$a"), table("X$b")],
    concurrent: [rename("X$a", "X$c"), rename("X$b", "X$a"), list("X")],
  },
  {
    name: "root: two renames side by side, drop of one",
    before: [table("t"), table("u")],
    concurrent: [rename("t", "v"), rename("u", "w"), drop("u")],
  },
];

/** What a name of a root table's folder is used for again, where folders do not move. */
export const usedNames: readonly Scenario[] = [
  { name: "create beside drop of the new table", before: [], concurrent: [table("a"), drop("a")] },
  {
    name: "drop of a renamed table beside a new one of its first name",
    before: [namespace("X"), table("a"), rename("a", "X$b")],
    concurrent: [drop("X$b"), table("a"), cascade("X")],
  },
  {
    name: "drop, create and drop again",
    before: [table("a")],
    concurrent: [drop("a"), table("a"), drop("a")],
  },
  {
    name: "overwrite of a renamed table beside a new one of its first name",
    before: [namespace("X"), table("a"), rename("a", "X$b")],
    concurrent: [table("X$b", "overwrite"), table("a"), drop("a")],
  },
];
