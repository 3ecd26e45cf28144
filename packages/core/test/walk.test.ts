import { beforeEach, describe, expect, it } from "vitest";
import { listChildren, type WalkOptions, walk } from "../src/index.ts";
import { MemoryNamespace } from "../src/memory/index.ts";

let namespace: MemoryNamespace;

beforeEach(async () => {
  namespace = new MemoryNamespace();
  for (const id of [["b"], ["a"], ["a", "x"]]) await namespace.createNamespace({ id });
  await namespace.registerTable({ id: ["a", "x", "t"], location: "t.lance" });
  await namespace.declareTable({ id: ["a", "z"] });
});

async function visited(start: string[], options?: WalkOptions): Promise<string[]> {
  const entries: string[] = [];
  for await (const { kind, path, isLast } of walk(namespace, start, options)) {
    entries.push(`${kind} ${path.join("/")}${isLast ? " last" : ""}`);
  }
  return entries;
}

describe("walk", () => {
  it("visits a namespace before its content, siblings by bytes", async () => {
    expect(await visited([])).toEqual([
      "namespace a",
      "namespace a/x",
      "table a/x/t last",
      "table a/z last",
      "namespace b last",
    ]);
  });

  it("goes as deep as it is asked to, and leaves declared tables out if it is asked to", async () => {
    expect(await visited([], { depth: 1 })).toEqual(["namespace a", "namespace b last"]);
    expect(await visited(["a"], { includeDeclared: false })).toEqual([
      "namespace a/x last",
      "table a/x/t last",
    ]);
  });

  it("leaves out what is dropped during the walk, and rejects if the start does not exist", async () => {
    const entries: string[] = [];
    for await (const { path } of walk(namespace, [])) {
      entries.push(path.join("/"));
      if (entries.length === 1) await namespace.dropNamespace({ id: ["a"], behavior: "cascade" });
    }
    expect(entries).toEqual(["a", "b"]);
    await expect(visited(["none"])).rejects.toMatchObject({ code: 1 });
    await expect(listChildren(namespace, ["none"])).rejects.toMatchObject({ code: 1 });
  });

  it("reads all pages and ends with the signal's reason", async () => {
    const list = namespace.listNamespaces.bind(namespace);
    namespace.listNamespaces = (request, options) => list({ ...request, limit: 1 }, options);
    expect(await visited([], { depth: 1 })).toEqual(["namespace a", "namespace b last"]);
    const reason = new Error("enough");
    await expect(visited([], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
