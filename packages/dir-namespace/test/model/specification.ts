import { ancestorsOf } from "../../src/model/object-id.ts";
import { isBelow } from "../support/is-below.ts";

/** What the documentation promises, on a plain tree: the reference for every interleaving. */
export type Tree = Readonly<Record<string, string>>;

export type Call =
  | { readonly do: "createNamespace"; readonly id: string; readonly mode: Mode; readonly value: string }
  | { readonly do: "dropNamespace"; readonly id: string; readonly behavior: "restrict" | "cascade" }
  | { readonly do: "createTable"; readonly id: string; readonly mode: Mode }
  | { readonly do: "registerTable"; readonly id: string; readonly location: string }
  | { readonly do: "dropTable" | "deregisterTable"; readonly id: string }
  | { readonly do: "renameTable"; readonly id: string; readonly to: string }
  | { readonly do: "alterProperties"; readonly id: string; readonly name: string; readonly value: string }
  | { readonly do: "list"; readonly id: string };

type Mode = "create" | "exist_ok" | "overwrite";

export interface Outcome {
  readonly tree: Tree;
  /** "ok", the text that a reader gets, or the error's code. */
  readonly result: string;
}

export function specified(tree: Tree, operation: Call, owner: string): Outcome {
  const no = (code: number): Outcome => ({ tree, result: String(code) });
  const parentExists = (id: string): boolean =>
    ancestorsOf(id).every((ancestor) => kindOf(tree, ancestor) === "namespace");
  const { id } = operation;
  const kind = kindOf(tree, id);
  if (operation.do === "list") {
    if (kind !== "namespace") return no(1);
    return { tree, result: JSON.stringify(Object.entries(tree).filter(([other]) => isBelow(other, id))) };
  }
  if (!parentExists(id)) return no(1);
  switch (operation.do) {
    case "createNamespace": {
      const value = `namespace ${JSON.stringify({ value: operation.value })}`;
      if (kind === "table") return no(5);
      if (kind === "namespace" && operation.mode === "create") return no(2);
      if (kind === "namespace" && operation.mode === "exist_ok") return { tree, result: "ok" };
      return { tree: { ...without(tree, (other) => isBelow(other, id)), [id]: value }, result: "ok" };
    }
    case "dropNamespace": {
      if (kind !== "namespace") return no(1);
      const holds = Object.keys(tree).some((other) => isBelow(other, id));
      if (holds && operation.behavior === "restrict") return no(3);
      return { tree: without(tree, (other) => other === id || isBelow(other, id)), result: "ok" };
    }
    case "createTable":
      if (kind === "namespace") return no(2);
      if (kind === "table" && operation.mode === "create") return no(5);
      if (kind === "table" && operation.mode === "exist_ok") return { tree, result: "ok" };
      return { tree: { ...tree, [id]: `table ${owner}` }, result: "ok" };
    case "registerTable":
      if (kind) return no(kind === "namespace" ? 2 : 5);
      return { tree: { ...tree, [id]: "table registered" }, result: "ok" };
    case "dropTable":
    case "deregisterTable":
      if (kind !== "table") return no(4);
      return { tree: without(tree, (other) => other === id), result: "ok" };
    case "renameTable": {
      if (kind !== "table") return no(4);
      if (!parentExists(operation.to)) return no(1);
      const taken = kindOf(tree, operation.to);
      if (taken) return no(taken === "namespace" ? 2 : 5);
      const moved = tree[id] ?? "";
      return { tree: { ...without(tree, (other) => other === id), [operation.to]: moved }, result: "ok" };
    }
    case "alterProperties": {
      if (kind === undefined) return no(4);
      const [, object = "", stored = "{}"] = /^(.*?)(?: (\{.*\}))?$/s.exec(tree[id] ?? "") ?? [];
      const properties = { ...(JSON.parse(stored) as object), [operation.name]: operation.value };
      return { tree: { ...tree, [id]: `${object} ${JSON.stringify(properties)}` }, result: "ok" };
    }
  }
}

export function sameTree(left: Tree, right: Tree): boolean {
  return treeKey(left) === treeKey(right);
}

export function treeKey(tree: Tree): string {
  return JSON.stringify(Object.entries(tree).toSorted());
}

function kindOf(tree: Tree, id: string): "namespace" | "table" | undefined {
  if (id === "") return "namespace";
  const value = tree[id];
  if (value === undefined) return undefined;
  return value.startsWith("namespace") ? "namespace" : "table";
}

function without(tree: Tree, gone: (id: string) => boolean): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([id]) => !gone(id)));
}
