import {
  alter,
  cascade,
  deregister,
  drop,
  list,
  namespace,
  register,
  rename,
  restrict,
  table,
} from "./calls.ts";
import type { Scenario } from "./checker.ts";

/** A change of properties beside everything that changes, drops or replaces the same object or one above it. */
export const propertyScenarios: readonly Scenario[] = [
  {
    name: "properties: two changes of one namespace",
    before: [namespace("X")],
    concurrent: [alter("X", "a", "1"), alter("X", "b", "2"), restrict("X")],
  },
  {
    name: "properties: the same change twice, a third of the same name",
    before: [namespace("X")],
    concurrent: [alter("X", "a", "1"), alter("X", "a", "1"), alter("X", "a", "2")],
  },
  {
    name: "properties: change beside the creation",
    before: [],
    concurrent: [namespace("X"), alter("X", "a", "1"), table("X$t")],
  },
  {
    name: "properties: change beside overwrite and create below",
    before: [namespace("X"), table("X$o")],
    concurrent: [alter("X", "a", "1"), namespace("X", "overwrite", "7"), table("X$t")],
  },
  {
    name: "properties: change beside a restrict drop that may be void",
    before: [namespace("X")],
    concurrent: [alter("X", "a", "1"), table("X$t"), restrict("X")],
  },
  {
    name: "properties: change beside cascade and a new creation",
    before: [namespace("X"), namespace("X$Y")],
    concurrent: [alter("X$Y", "a", "1"), cascade("X"), namespace("X", "create", "2")],
  },
  {
    name: "properties: change below an overwrite, create again",
    before: [namespace("X"), namespace("X$Y")],
    concurrent: [alter("X$Y", "a", "1"), namespace("X", "overwrite", "7"), namespace("X$Y", "create", "3")],
  },
  {
    name: "properties: change below a cascade, recovery",
    before: [namespace("X"), table("X$t")],
    concurrent: [alter("X$t", "a", "1"), cascade("X"), { do: "recover" }],
  },
  {
    name: "properties: change below a cascade, rewrite by a native client",
    before: [namespace("X"), table("X$t")],
    concurrent: [alter("X$t", "a", "1"), cascade("X"), { do: "renumber" }],
  },
  {
    name: "properties: change below a cascade, compaction",
    before: [namespace("X"), table("X$t")],
    concurrent: [alter("X$t", "a", "1"), cascade("X"), { do: "compact" }],
  },
  {
    name: "properties: change beside drop and overwrite of a table",
    before: [namespace("X"), table("X$t")],
    concurrent: [alter("X$t", "a", "1"), drop("X$t"), table("X$t", "overwrite")],
  },
  {
    name: "properties: change beside rename, reader",
    before: [namespace("X"), table("X$t")],
    concurrent: [alter("X$t", "a", "1"), rename("X$t", "X$u"), list("X")],
  },
  {
    name: "properties: change beside a rename to the name",
    before: [namespace("X"), table("X$t"), table("X$u")],
    concurrent: [alter("X$u", "a", "1"), rename("X$t", "X$u"), drop("X$u")],
  },
  {
    name: "properties: change beside registration and deregistration",
    folder: "elsewhere",
    before: [namespace("X")],
    concurrent: [register("X$t"), alter("X$t", "a", "1"), deregister("X$t")],
  },
  {
    name: "properties, root: change beside create and drop",
    before: [],
    concurrent: [table("t"), alter("t", "a", "1"), drop("t")],
  },
  {
    name: "properties, root: change beside overwrite",
    before: [table("t")],
    concurrent: [alter("t", "a", "1"), table("t", "overwrite"), drop("t")],
  },
  {
    name: "properties, root: change beside rename",
    before: [table("t")],
    concurrent: [alter("t", "a", "1"), rename("t", "u"), alter("u", "b", "2")],
  },
  {
    name: "properties, folder only: two changes",
    folder: "t.lance",
    before: [],
    concurrent: [alter("t", "a", "1"), alter("t", "b", "2"), drop("t")],
  },
  {
    name: "properties, folder only: change beside drop",
    folder: "t.lance",
    before: [],
    concurrent: [alter("t", "a", "1"), drop("t"), { do: "recover" }],
  },
  {
    name: "properties, folder only: change beside rename",
    folder: "t.lance",
    before: [],
    concurrent: [alter("t", "a", "1"), rename("t", "u"), alter("u", "b", "2")],
  },
  {
    name: "properties, folder only: change beside overwrite",
    folder: "t.lance",
    before: [],
    concurrent: [alter("t", "a", "1"), table("t", "overwrite"), deregister("t")],
  },
];
