import { describe, expect, it } from "vitest";
import {
  type KindOf,
  type ObjectKind,
  parseCreateNamespace,
  parseDescribeTable,
  parseListAllTables,
  parseListTables,
  parseProperties,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
  requireNamespace,
  requireTable,
  resolveCreate,
} from "../src/index.ts";

describe("requests", () => {
  it.each([undefined, {}, { id: null }])("need an id: %j", (request) => {
    expect(() => parseTableId(request as never)).toThrow("needs an id");
  });

  it("are read into plain values with their defaults", () => {
    expect(parseCreateNamespace({ id: ["a"] })).toEqual({ path: ["a"], mode: "create", properties: {} });
    expect(parseListTables({ id: [] })).toEqual({ path: [], page: {}, includeDeclared: true });
    expect(parseListAllTables({})).toEqual({ page: {}, includeDeclared: true, delimiter: "$" });
  });

  it("name a version of a table in one way", () => {
    expect(parseDescribeTable({ id: ["t"], tag: "a" })).toEqual(["t"]);
    for (const more of [{ version: 1 }, { branch: "b" }])
      expect(() => parseDescribeTable({ id: ["t"], tag: "a", ...more })).toThrow("A tag already selects");
  });

  it.each([undefined, null, "", 7])("need a location to register: %j", (location) => {
    expect(() => parseRegisterTable({ id: ["t"], location: location as string })).toThrow("location must be");
  });

  it("are refused with flags of the wrong type", () => {
    expect(() => parseListTables({ id: [], include_declared: "false" as never })).toThrow("true or false");
    expect(() => parseListAllTables({ delimiter: "" })).toThrow("delimiter");
  });
});

describe("renames", () => {
  it.each([
    [{ id: ["n", "t"], new_table_name: "u" }, ["n", "u"]],
    [{ id: ["n", "t"], new_table_name: "u", new_namespace_id: [] }, ["u"]],
    [{ id: ["n", "t"], new_table_name: "t", new_namespace_id: ["m", "o"] }, ["m", "o", "t"]],
    // what others named may be mended, and may stay where it is
    [{ id: ["n s", "t t"], new_table_name: "u" }, ["n s", "u"]],
    [{ id: ["n s", "t t"], new_table_name: "u", new_namespace_id: ["n s"] }, ["n s", "u"]],
  ])("%j leads to %j", (request, to) => {
    expect(parseRenameTable(request)).toEqual({ from: request.id, to });
  });

  it.each([
    [{ id: ["n", "t"], new_table_name: "a b" }, "Component 1 "],
    [{ id: ["t"], new_table_name: "" }, "Component 0 "],
    [{ id: ["t"], new_table_name: undefined as never }, "Component 0 "],
    [{ id: ["t"], new_table_name: "u", new_namespace_id: ["ok", "n s"] }, "Component 1 "],
    [{ id: [], new_table_name: "u" }, "needs a name"],
  ])("%j is refused", (request, message) => {
    expect(() => parseRenameTable(request)).toThrow(message);
  });
});

describe("properties", () => {
  it("are copied, {} when absent", () => {
    const input = JSON.parse('{"a":"1","__proto__":"2"}') as unknown;
    expect(JSON.stringify(parseProperties(input))).toBe('{"a":"1","__proto__":"2"}');
    expect(parseProperties(input)).not.toBe(input);
    expect(parseProperties(undefined)).toEqual({});
    expect(parseProperties(null)).toEqual({});
  });

  it.each([[["a"]], ["a"], [7], [new Map([["a", "1"]])]])("are refused as %s", (input) => {
    expect(() => parseProperties(input)).toThrow("must be a plain object");
  });

  it.each([7, true, null, undefined, {}, []])(
    "are refused with value %j, which stays out of the message",
    (value) => {
      expect(() => parseProperties({ fine: "1", "bad key": value })).toThrow(
        'Property "bad key" must be a string',
      );
    },
  );
});

describe("the tree", () => {
  const tree: Record<string, ObjectKind> = {
    n: "namespace",
    "n/m": "namespace",
    "n/t": "table",
    "ghost/t": "table",
  };
  const kindOf: KindOf = (path) => tree[path.join("/")];

  it("finds what is there", () => {
    expect(() => requireNamespace([], kindOf)).not.toThrow();
    expect(() => requireNamespace(["n", "m"], kindOf)).not.toThrow();
    expect(() => requireTable(["n", "t"], kindOf)).not.toThrow();
  });

  it("names the first namespace that is missing", () => {
    expect(() => requireNamespace(["x", "y", "z"], kindOf)).toThrow("Namespace 'x' was not found.");
    expect(() => requireTable(["ghost", "t"], kindOf)).toThrow("Namespace 'ghost' was not found.");
    expect(() => requireNamespace(["n", "t", "u"], kindOf)).toThrow("the name belongs to a table");
    expect(() => requireTable(["n", "m"], kindOf)).toThrow("the name belongs to a namespace");
  });

  it.each([
    [["n", "new"], "table", "create", "new"],
    [["n", "t"], "table", "exist_ok", "keep"],
    [["n", "t"], "table", "overwrite", "replace"],
    [[], "namespace", "exist_ok", "keep"],
  ] as const)("creating %j as a %s with %s results in %s", (path, kind, mode, outcome) => {
    expect(resolveCreate(path, kind, mode, kindOf)).toBe(outcome);
  });

  it.each([
    [["n", "t"], "table", "create", 5],
    [["n", "m"], "namespace", "create", 2],
    [["n", "m"], "table", "overwrite", 2],
    [["n", "t"], "namespace", "exist_ok", 5],
    [["x", "t"], "table", "overwrite", 1],
    [["ghost", "t"], "table", "create", 1],
    [["n", "t", "u"], "namespace", "create", 1],
  ] as const)("creating %j as a %s with %s fails with %i", (path, kind, mode, code) => {
    expect(() => resolveCreate(path, kind, mode, kindOf)).toThrow(expect.objectContaining({ code }));
  });
});
