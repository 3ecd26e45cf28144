import { cascade, deregister, drop, list, namespace, register, rename, table } from "./calls.ts";
import type { Scenario } from "./checker.ts";

/** Tables that lie in the folder of a root table: none loses its data to what becomes of the other. */
export const nestedTables: readonly Scenario[] = [
  {
    name: "nested: drop of the outer table beside a drop of the inner one, reader",
    folder: "t.lance/inner",
    before: [table("t"), namespace("X"), register("X$i", "t.lance/inner")],
    concurrent: [drop("t"), drop("X$i"), list("X")],
  },
  {
    name: "nested: overwrite of the outer table beside a rename of the inner one",
    folder: "t.lance/inner",
    before: [table("t"), namespace("X"), register("X$i", "t.lance/inner")],
    concurrent: [table("t", "overwrite"), rename("X$i", "X$j")],
  },
  {
    name: "nested: rename of the outer table beside a drop of it",
    folder: "t.lance/inner",
    before: [table("t"), namespace("X"), register("X$i", "t.lance/inner")],
    concurrent: [rename("t", "u"), drop("t"), list("X")],
  },
  {
    name: "nested: deregistration of the outer table beside the cascade above the inner one",
    folder: "t.lance/inner",
    before: [table("t"), namespace("X"), register("X$i", "t.lance/inner")],
    concurrent: [deregister("t"), cascade("X")],
  },
  {
    name: "nested: rename of the outer table into a namespace beside its cascade",
    folder: "t.lance/inner",
    before: [table("t"), namespace("X"), namespace("Y"), register("X$i", "t.lance/inner")],
    concurrent: [rename("t", "Y$t"), cascade("Y")],
  },
  {
    name: "nested: create of a root table around a registered one beside its drop, reader",
    folder: "t.lance/inner",
    before: [namespace("X"), register("X$i", "t.lance/inner")],
    concurrent: [table("t"), drop("X$i"), list("X")],
  },
];
