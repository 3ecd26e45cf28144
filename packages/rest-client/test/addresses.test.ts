import { parseIdentifier } from "@lancetree/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RestNamespace } from "../src/index.ts";
import { startServer } from "./support/server.ts";

/** Whether splitting gives the parts back; the root is the delimiter itself. */
function sameParts(split: string[], id: string[], delimiter: string): boolean {
  if (id.length === 0) return true;
  return id.join(delimiter) !== delimiter && split.join("\0") === id.join("\0");
}

const listed = { body: { namespaces: [] } };

describe("the uri", () => {
  it.each([
    ["", "/v1/table"],
    ["/", "/v1/table"],
    ["/base", "/base/v1/table"],
    ["/base/", "/base/v1/table"],
    ["/a%20b/c//", "/a%20b/c/v1/table"],
  ])("may end with %j", async (ending, path) => {
    const server = await startServer({ body: { tables: [] } });
    await new RestNamespace({ uri: server.url + ending }).listAllTables({});
    expect(server.arrived[0]?.url).toBe(`${path}?delimiter=%24`);
  });

  it.each([
    ["", "missing required property 'uri'"],
    ["catalog", "http: or https:"],
    ["ftp://catalog", "http: or https:"],
    ["http://user:secret@catalog", "without user, password"],
    ["http://catalog?key=secret", "query or fragment"],
    ["http://catalog#x", "query or fragment"],
  ])("%j is refused, and not repeated", (uri, message) => {
    expect(() => new RestNamespace({ uri })).toThrow(message);
    expect(() => new RestNamespace({ uri })).not.toThrow("secret");
  });
});

describe("an identifier", () => {
  it("of the root is the delimiter", async () => {
    const server = await startServer(listed);
    await new RestNamespace({ uri: server.url }).listNamespaces({ id: [] });
    await new RestNamespace({ uri: server.url, delimiter: "::" }).listNamespaces({ id: [] });
    expect(server.arrived.map(({ url }) => url)).toEqual([
      "/v1/namespace/%24/list?delimiter=%24",
      "/v1/namespace/%3A%3A/list?delimiter=%3A%3A",
    ]);
  });

  it("survives the path unchanged for all names", async () => {
    const server = await startServer(listed);
    const name = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { maxLength: 4 }),
        fc.constantFrom("$", "::", "/", "+", "%", "ü", " "),
        async (id, delimiter) => {
          const before = server.arrived.length;
          const call = new RestNamespace({ uri: `${server.url}/base/`, delimiter }).describeNamespace({ id });
          const refused = await call.then(
            () => false,
            (error: { code: number }) => error.code === 13,
          );
          const joined = id.length === 0 ? delimiter : id.join(delimiter);
          const fits = joined !== "." && joined !== ".." && sameParts(joined.split(delimiter), id, delimiter);
          // Names that no address or delimiter can carry are refused, and nothing is sent.
          expect(refused).toBe(!fits);
          expect(server.arrived.length - before).toBe(fits ? 1 : 0);
          const [path = ""] = server.arrived.at(-1)?.url.split("?") ?? [];
          const segments = path.split("/");
          const came = fits && parseIdentifier(decodeURIComponent(segments[4] ?? ""), delimiter);
          expect([segments.length, came]).toEqual([fits ? 6 : segments.length, fits && id]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    [".", []],
    ["$", ["."]],
    ["$", [".."]],
    ["$", ["a$b"]],
    ["$", ["$"]],
    ["$", ["a", ""]],
    ["$", undefined],
  ])("that cannot be in an address is refused: delimiter %j, path %j", async (delimiter, id) => {
    const server = await startServer(listed);
    const namespace = new RestNamespace({ uri: server.url, delimiter });
    await expect(namespace.listNamespaces({ ...(id && { id }) })).rejects.toMatchObject({ code: 13 });
    expect(server.arrived).toEqual([]);
  });

  it("of a table is not the root", async () => {
    const server = await startServer(listed);
    const namespace = new RestNamespace({ uri: server.url });
    await expect(namespace.dropTable({ id: [] })).rejects.toMatchObject({ code: 13 });
    await expect(namespace.dropTableIndex({ id: ["t"], index_name: ".." })).rejects.toMatchObject({
      code: 13,
    });
    await expect(namespace.dropTableIndex({ id: ["t"] })).rejects.toThrow("index_name");
    expect(server.arrived).toEqual([]);
  });
});
