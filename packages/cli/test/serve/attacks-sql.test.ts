import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import * as arrow from "apache-arrow-21";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { residentMegabytes } from "./support/memory.ts";
import { timesBusy, workingChildren } from "./support/processes.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

const table = "/v1/table/t";
/** A refusal takes milliseconds; only SQL that is not refused takes longer, up to the server's limit of ten minutes. */
const hangMs = 60_000;
let held: TestKeys<"ann" | "reader">;
let server: ServerProcess;

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "admin" }, reader: { role: "read" } });
  server = await startServer(["--root", join(folder, "catalog"), "--api-key-file", held.file]);
  const ids = Array.from({ length: 2_000 }, (_, index) => index);
  await mustSucceed(as(`${table}/create`, { body: rows(...ids) }));
});

afterAll(async () => {
  await server.end("SIGKILL");
});

const as = (path: string, sent: Sent = {}): Promise<HttpResponse> =>
  send(server.url, path, { key: held.keys.ann, ...sent });

/** Every field of a request that takes a condition. */
const conditions: Readonly<Record<string, (sql: string) => [path: string, body: unknown]>> = {
  count: (predicate) => [`${table}/count_rows`, { predicate }],
  query: (filter) => [`${table}/query`, { k: 5, vector: {}, filter }],
  "vector search": (filter) => [`${table}/query`, { k: 5, vector: { single_vector: [1, 1] }, filter }],
  "text search": (filter) => [
    `${table}/query`,
    { k: 5, vector: {}, full_text_query: { string_query: { query: "a" } }, filter },
  ],
  "hybrid search": (filter) => [
    `${table}/query`,
    {
      k: 5,
      vector: { single_vector: [1, 1] },
      full_text_query: { string_query: { query: "a" } },
      filter,
    },
  ],
  explain: (filter) => [`${table}/explain_plan`, { query: { k: 5, vector: {}, filter } }],
  analyze: (filter) => [`${table}/analyze_plan`, { k: 5, vector: {}, filter }],
  update: (predicate) => [`${table}/update`, { predicate, updates: [["id", "id"]] }],
  delete: (predicate) => [`${table}/delete`, { predicate }],
  "merge, update": (sql) => [
    `${table}/merge_insert?on=id&when_matched_update_all=true&when_matched_update_all_filt=${encodeURIComponent(sql)}`,
    rows(1),
  ],
  "merge, delete": (sql) => [
    `${table}/merge_insert?on=id&when_not_matched_by_source_delete=true&when_not_matched_by_source_delete_filt=${encodeURIComponent(sql)}`,
    rows(1),
  ],
  view: (filter) => viewOf({ filter }),
};

/** Every field that takes a value. */
const values: Readonly<Record<string, (sql: string) => [path: string, body: unknown]>> = {
  update: (sql) => [`${table}/update`, { updates: [["id", sql]] }],
  "a column of a response": (made) => [
    `${table}/query`,
    { k: 5, vector: {}, columns: { column_aliases: { made } } },
  ],
  "a column of a plan": (made) => [
    `${table}/explain_plan`,
    { query: { k: 5, vector: {}, columns: { column_aliases: { made } } } },
  ],
  "a new column": (expression) => [`${table}/add_columns`, { new_columns: [{ name: "n", expression }] }],
  "a computed column": (computed) => [`${table}/add_columns`, { new_columns: [{ name: "n", computed }] }],
  "a column of a view": (expression) => viewOf({ projections: [{ output: "n", expression }] }),
};

function viewOf(query: object): [path: string, body: unknown] {
  const source_query = JSON.stringify({ source_table: "t", ...query });
  return ["/v1/materialized_view/v/create", { kind: "query", source_query, output_schema: "" }];
}

// `connect("db://…")` sends the columns of a response in another form.
const remote: Readonly<Record<string, string>> = { "user-agent": "LanceDB-Node-Client/0.39.0" };

const times = (count: number, text: string): string => text.repeat(count);

const attacks = {
  "results that grow": "lpad('a', 2147483647, 'b')",
  "lists that grow": "array_to_string(range(0, 2000000000), ',')",
  "products of counts": "repeat(repeat(repeat('a', 1000), 1000), 1000)",
  "copies of a column": `concat(${times(60, "cast(id as string), ")}'')`,
  "patterns that repeat": "regexp_replace(cast(id as string), '(\\w{1,100}){1,100}z', 'x')",
  "operators behind operators": `cast(id${times(1_000, " + 1")} as string)`,
  subqueries: "coalesce((select 'a'), 'b')",
  aggregates: "string_agg(cast(id as string), ',')",
};

describe("SQL cannot eat the machine", () => {
  it.each(Object.entries(attacks))("%s: refused in every field, and the server goes on", async (_, sql) => {
    const before = await residentMegabytes(server.pid);
    const requests = [
      ...Object.entries(conditions).map(([field, request]) => [field, request(`${sql} = 'x'`)] as const),
      ...Object.entries(values).map(([field, request]) => [field, request(sql)] as const),
    ];
    for (const [field, [path, body]] of requests) {
      for (const headers of [{}, remote]) {
        // oxlint-disable-next-line no-await-in-loop
        const { status, code, text } = await as(path, { body, headers, signal: AbortSignal.timeout(hangMs) });
        expect([field, headers, status, code, text.length < 4_000]).toEqual([field, headers, 400, 13, true]);
        // A view is refused because of its SQL, and not because of the schema, which is read later.
        expect(text).not.toContain("output_schema");
      }
    }
    expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
    expect((await residentMegabytes(server.pid)) - before).toBeLessThan(300);
  });

  it("columns of the other dialect count as well", async () => {
    const body = { k: 5, vector: [], columns: { made: attacks["results that grow"] } };
    const { status, code, text } = await as(`${table}/query/`, { body, headers: remote });
    expect([status, code]).toEqual([400, 13]);
    expect(text).toContain("lpad");
  });

  it("a refusal says what is refused, where, and what is allowed", async () => {
    const count = async (predicate: string): Promise<string> =>
      (await as(`${table}/count_rows`, { body: { predicate } })).text;
    expect(await count("id = 1 and levenshtein('a', 'b') = 1")).toMatch(
      /predicate calls \\"levenshtein\\" at character 12; functions are .*\blower, /,
    );
    expect(await count("id = 1 and repeat('a', 20000) = 'x'")).toMatch(
      /predicate makes .* with \\"repeat\\" at character 12; 16384 are allowed/,
    );
    expect(await count(`id${times(100, " + 1")} = 1`)).toMatch(/nests too deep at character \d+; 64 levels/);
  });

  it("a reader's key is enough for none of it, either", async () => {
    const body = { predicate: attacks["lists that grow"] };
    const { status } = await as(`${table}/count_rows`, { body, key: held.keys.reader });
    expect(status).toBe(400);
  });

  it("nor in the databases of a configuration", async () => {
    const folder = await testFolder();
    const config = join(folder, "databases.toml");
    await writeFile(config, `[federated_dbs.one]\nns_impl = "dir"\nroot = "${join(folder, "one")}"\n`);
    await using other = await startServer(["--config", config]);
    const headers = { "x-lancedb-database": "one" };
    await mustSucceed(send(other.url, `${table}/create`, { body: rows(1, 2), headers }));
    const body = { predicate: `${attacks["results that grow"]} = 'x'` };
    expect((await send(other.url, `${table}/count_rows`, { body, headers })).status).toBe(400);
  });

  it("nothing changed, and what LanceDB documents still works", async () => {
    const count = async (predicate: string): Promise<string> =>
      (await as(`${table}/count_rows`, { body: { predicate } })).text;
    expect(await count("true")).toBe("2000");
    expect(await count("id IN (1, 2, 3) AND id BETWEEN 2 AND 3 OR cast(id as string) LIKE '199%'")).toBe(
      "13",
    );
  });
});

describe("what is wrong in SQL is the caller's mistake, and no alarm", () => {
  it.each([
    "id % 0 = 1",
    "cast('x' as int) = 1",
    "cast('x' as timestamp) > now()",
    "_rowid = 99999999999999999999",
    "id = 1; drop table t",
    "id = 1 limit 1",
    "regexp_like(cast(id as string), '(')",
    "make_date(2020, 13, 1) > date '2020-01-01'",
    "date_part('nope', now()) = 1",
    "lower() = 'a'",
    "id = $1",
    "id = ?",
    "nosuch = 1",
  ])("%s", async (predicate) => {
    const requestId = `wrong-${Math.random()}`;
    const headers = { "x-request-id": requestId };
    const { status } = await as(`${table}/update`, { body: { predicate, updates: [["id", "id"]] }, headers });
    expect([400, 404, 406]).toContain(status);
    await server.saw(new RegExp(requestId));
    expect(server.audit().find((line) => line.requestId === requestId)?.outcome).toBe("refused");
    expect(server.written()).not.toMatch(/panicked|stack backtrace/);
  });
});

/** What is allowed for one row takes most of a millisecond, and minutes for the table below. */
const pattern = `regexp_count(lpad(cast(id as string), 250, 'a'), '${times(23, "\\w?")}z')`;
const slow = `${pattern} + ${pattern} + length(md5(lpad(cast(id as string), 14000, 'a')))`;
const big = "/v1/table/big";

describe("work ends when its time is up, or its caller is gone", () => {
  const requests: Readonly<Record<string, [path: string, body: unknown]>> = {
    query: [`${big}/query`, { k: 5, vector: {}, filter: `${slow} = -1` }],
    count: [`${big}/count_rows`, { predicate: `${slow} = -1` }],
    analyze: [`${big}/analyze_plan`, { k: 5, vector: {}, filter: `${slow} = -1` }],
    update: [`${big}/update`, { updates: [["id", `cast(${slow} as int)`]] }],
    delete: [`${big}/delete`, { predicate: `${slow} = -1` }],
    "a new column": [`${big}/add_columns`, { new_columns: [{ name: "n", expression: slow }] }],
  };
  const everyRow = { body: { predicate: "id >= 0" } };
  const count = 4_000_000;
  let hurried: ServerProcess;

  beforeAll(async () => {
    const folder = await testFolder();
    const limits = ["--limit", "read-seconds=15", "--limit", "write-seconds=15"];
    hurried = await startServer(["--root", join(folder, "catalog"), ...limits]);
    const id = Int32Array.from({ length: count }, (_, index) => index);
    const body = arrow.tableToIPC(arrow.tableFromArrays({ id }), "stream");
    await mustSucceed(send(hurried.url, `${big}/create`, { body }));
    await mustSucceed(as(`${big}/create`, { body }));
  });

  afterAll(async () => {
    await hurried.end("SIGKILL");
  });

  /** Waits until neither the server nor a process of its own works any more. */
  const seeIdle = (pid: number): Promise<void> =>
    vi.waitFor(async () => expect(await timesBusy(pid)).toBeLessThan(6), { timeout: 900_000, interval: 100 });

  it("its time is up", async () => {
    const all = await Promise.all(
      Object.entries(requests).map(async ([what, [path, body]]) => {
        const { status, code, text } = await send(hurried.url, path, { body });
        return [what, status, code, text.includes("took longer than 15000 ms")];
      }),
    );
    expect(all).toEqual(Object.keys(requests).map((what) => [what, 503, 17, true]));
    await seeIdle(hurried.pid);
    expect((await send(hurried.url, `${big}/count_rows`, everyRow)).text).toBe(String(count));
  });

  it("its caller is gone: it ends long before its time is up, and nothing is changed", async () => {
    const { hostname, port } = new URL(server.url);
    for (const what of ["update", "delete", "count", "analyze"]) {
      const [path, body] = requests[what] ?? [];
      const text = JSON.stringify(body);
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: x\r\nx-api-key: ${held.keys.ann}\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
      );
      // oxlint-disable-next-line no-await-in-loop
      await vi.waitFor(async () => expect(await workingChildren(server.pid)).not.toEqual([]), {
        timeout: 900_000,
        interval: 50,
      });
      socket.destroy();
    }
    await seeIdle(server.pid);
    expect((await as(`${big}/count_rows`, everyRow)).text).toBe(String(count));
  });

  it("a process that the system ends takes neither the server nor other calls along", async () => {
    let hasResponse = false;
    const pending = as(requests["update"]?.[0] ?? "", { body: requests["update"]?.[1] }).finally(() => {
      hasResponse = true;
    });
    await vi.waitFor(
      async () => {
        for (const pid of await workingChildren(server.pid)) process.kill(pid, "SIGKILL");
        expect(hasResponse).toBe(true);
      },
      { timeout: 900_000, interval: 100 },
    );
    expect(await pending).toMatchObject({ status: 503, code: 17 });
    expect((await as(`${big}/count_rows`, everyRow)).text).toBe(String(count));
    expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
  });
});
