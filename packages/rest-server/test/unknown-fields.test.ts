import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import { describe, expect, test } from "vitest";
import { createNamespaceHandler } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

const operations = Object.entries(operationTable) as [OperationName, Operation][];
const remote = { "user-agent": "LanceDB-Python-Client/0.40.0" };

/** Sends a request to a namespace that accepts everything; returns the response and whether the namespace was called. */
async function send(
  { method, path }: Operation,
  query: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number; message: string; called: boolean; request: object }> {
  let called = false;
  let request: object = {};
  const accept = (received: object): object => {
    called = true;
    request = received;
    return {};
  };
  const namespace = stubNamespace(Object.fromEntries(operations.map(([name]) => [name, accept])));
  const target = path.replace("{id}", "t").replace("{index_name}", "i");
  const response = await createNamespaceHandler(namespace)(
    new Request(`http://host${target}${query}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  return { status: response.status, message: await response.text(), called, request };
}

describe.each([
  ["the protocol's own dialect", {}],
  ["the remote dialect", remote],
])("in %s, what a call does not use is refused by name", (_, headers) => {
  test.each(operations)("a query parameter of %s", async (_name, operation) => {
    const unused = [
      "nosuch",
      ...["branch", "version", "limit"].filter((known) => !operation.query.includes(known)),
    ];
    for (const name of unused) {
      // oxlint-disable-next-line no-await-in-loop
      const { status, message, called } = await send(operation, `?${name}=1`, undefined, headers);
      expect([name, status, called]).toEqual([name, 400, false]);
      expect(message).toContain(name);
    }
  });

  const withBody = operations.filter(
    ([, { method, body }]) => method === "POST" && (body === "json" || body === "none"),
  );
  test.each(withBody)("a field of %s", async (_name, operation) => {
    for (const value of [1, "b", false, {}, []]) {
      // oxlint-disable-next-line no-await-in-loop
      const { status, message, called } = await send(operation, "", { nosuch: value }, headers);
      expect([value, status, called]).toEqual([value, 400, false]);
      expect(message).toContain("nosuch");
    }
  });

  test.each([
    ["dropTable", { branch: "b" }],
    ["tableExists", { branch: "b" }],
    ["listTableTags", { branch: "b" }],
    ["deleteTableTag", { tag: "v", branch: "b" }],
    ["renameTable", { new_table_name: "u", new_namespace: ["n"], mode: "overwrite" }],
    ["updateTable", { updates: [["a", "1"]], where: "a = 1" }],
    ["deleteFromTable", { predicate: "true", filter: "a = 1" }],
    ["countTableRows", { filter: "a = 1" }],
    ["queryTable", { k: 1, limit: 2 }],
    ["queryTable", { k: 1, order_by: [{ column_name: "a", descending: true }] }],
    ["explainTableQueryPlan", { query: { k: 1, where: "a = 1" } }],
    ["alterTableAddColumns", { new_columns: [{ name: "a", expression: "1", type: "int" }] }],
    ["alterTableAlterColumns", { alterations: [{ path: "a", rename: "b", drop: true }] }],
    ["batchDeleteTableVersions", { ranges: [{ start_version: 1, end_version: 2, force: true }] }],
  ] satisfies [OperationName, object][])("%s with %j", async (name, body) => {
    const operation: Operation = operationTable[name];
    expect(await send(operation, "", body, headers)).toMatchObject({ status: 400, called: false });
  });
});

describe("fields that clients send without a meaning are accepted", () => {
  test.each([
    ["deleteFromTable", { predicate: "true", branch: null, nosuch: null }],
    ["queryTable", { k: 1, minimum_nprobes: 20, maximum_nprobes: 20, nprobes: 20, use_lsm: false }],
    ["queryTable", { k: 1, version: null, ef: null, vector: [] }],
    [
      "createTableIndex",
      {
        column: "a",
        index_type: "FTS",
        block_size: 128,
        index_operators: false,
        max_ngram_length: 3,
        min_ngram_length: 3,
        prefix_only: false,
        preserve_original: false,
        split_identifiers: false,
        split_on_numerics: false,
        lance_tokenizer: null,
        custom_stop_words: null,
      },
    ],
  ] satisfies [OperationName, object][])("%s with %j", async (name, body) => {
    const { called } = await send(operationTable[name], "", body, remote);
    expect(called).toBe(true);
  });

  test.each([
    [{ minimum_nprobes: 20, maximum_nprobes: 20, nprobes: 20 }, { nprobes: 20 }],
    [{ nprobes: 20 }, { nprobes: 20 }],
    [
      { minimum_nprobes: 5, maximum_nprobes: 30, nprobes: 5 },
      { minimum_nprobes: 5, maximum_nprobes: 30 },
    ],
    [{ minimum_nprobes: 5, maximum_nprobes: 0, nprobes: 5 }, { minimum_nprobes: 5 }],
  ])("how many partitions to search: %j becomes %j", async (sent, expected) => {
    const { request } = await send(operationTable.queryTable, "", { k: 1, ...sent }, remote);
    expect(request).toMatchObject({ k: 1, ...expected });
    const probes = Object.keys(request).filter((field) => field.includes("nprobes"));
    expect(probes.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test("what no backend supports is rejected", async () => {
    for (const bounds of [{ use_lsm: true }, { approx_mode: "fast" }]) {
      // oxlint-disable-next-line no-await-in-loop
      const response = await send(operationTable.queryTable, "", { k: 1, ...bounds }, remote);
      expect(response).toMatchObject({ status: 400, called: false });
    }
  });

  test("unknown headers are ignored", async () => {
    const headers = { "x-lancedb-something-new": "1", "x-branch": "b" };
    expect(await send(operationTable.dropTable, "", undefined, headers)).toMatchObject({ called: true });
  });
});
