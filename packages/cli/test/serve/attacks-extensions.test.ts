/** What keys can do with the routes that the protocol does not have, on an installed server of a folder and on one of a database. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, type Sent, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

type Key = "root" | "writer" | "reader" | "search" | "lab";

let held: TestKeys<Key>;
let files: ServerProcess;
let database: ServerProcess;
const protection = { "lancetree.protected": "true" };
const prod = ["prod", "search"];

const own = (server: ServerProcess, key: Key | undefined, route: string, sent: Sent = {}) =>
  send(server.url, `/lancetree/v1/${route}`, { ...(key && { key: held.keys[key] }), ...sent });
const protocol = (server: ServerProcess, key: Key, path: string, sent: Sent = {}) =>
  send(server.url, `/v1/${path}`, { key: held.keys[key], ...sent });

beforeAll(async () => {
  const folder = await testFolder();
  held = await writeKeys(folder, {
    root: { role: "admin" },
    writer: { role: "write" },
    reader: { role: "read" },
    search: { role: "admin", paths: [prod] },
    lab: { role: "admin", paths: [["lab"]] },
  });
  const keys = ["--api-key-file", held.file];
  files = await startServer(["--root", join(folder, "catalog"), ...keys]);
  const postgres = ["--postgres", `pglite:${join(folder, "database")}`, "--retain", "1d"];
  database = await startServer(["--root", join(folder, "tables"), ...postgres, ...keys]);
  for (const server of [files, database]) {
    for (const id of ["prod", "prod%24search", "prod%24sales", "lab"])
      await mustSucceed(protocol(server, "root", `namespace/${id}/create`, { body: {} }));
    for (const id of ["prod%24search%24user", "prod%24sales%24user", "lab%24user", "user"])
      await mustSucceed(protocol(server, "root", `table/${id}/create`, { body: rows(1) }));
  }
});

afterAll(async () => {
  await Promise.all([files.end("SIGKILL"), database.end("SIGKILL")]);
});

const outcomes = async (calls: readonly Promise<HttpResponse>[]): Promise<string[]> =>
  (await Promise.all(calls)).map(({ status, code }) => `${status} ${code}`);

describe("whoami", () => {
  it("describes no other key, and nothing to a caller without one", async () => {
    const { text } = await own(files, "search", "whoami", { method: "GET" });
    expect(JSON.parse(text)).toMatchObject({ name: "search", role: "admin", paths: [prod] });
    for (const other of ["root", "writer", "reader", "lab", "sales"])
      expect(text).not.toContain(`"${other}"`);
    expect(text).not.toMatch(/sha256|lt_/);
    expect((await own(files, undefined, "whoami", { method: "GET" })).status).toBe(401);
    const body = { identity: { api_key: held.keys.root } };
    expect((await own(files, undefined, "whoami", { method: "GET", body })).text).not.toContain("root");
  });
});

describe.each([
  ["a folder", () => files],
  ["a database", () => database],
] as const)("find in %s", (_, serverOf) => {
  const found = async (key: Key, body: object): Promise<string[]> => {
    const { text } = await own(serverOf(), key, "find", { body });
    const { objects = [] } = JSON.parse(text) as { objects?: { id: string[] }[] };
    return objects.map(({ id }) => id.join("/"));
  };

  it("shows a key what is below its paths alone", async () => {
    expect(await found("root", { text: "user" })).toEqual([
      "lab/user",
      "prod/sales/user",
      "prod/search/user",
      "user",
    ]);
    expect(await found("search", { text: "user" })).toEqual(["prod/search/user"]);
    expect(await found("search", { text: "user", id: ["prod"] })).toEqual(["prod/search/user"]);
    for (const id of [["lab"], ["prod", "sales"], ["prod", "search2"], ["none"]])
      expect((await own(serverOf(), "search", "find", { body: { text: "u", id } })).status).toBe(403);
  });

  it("shows no more with the page token of another key, or one that was made up", async () => {
    const { text } = await own(serverOf(), "root", "find", { body: { text: "user", limit: 1 } });
    const { page_token: token } = JSON.parse(text) as { page_token: string };
    for (const page_token of [token, "0:", "0:lab", "0:prod$sales", "0:$", "1:", "0:\u{10FFFF}", "-1:a"]) {
      const names = await found("search", { text: "user", page_token });
      expect(names.filter((name) => !name.startsWith("prod/search/"))).toEqual([]);
    }
  });
});

describe("alter-properties", () => {
  const change = { id: ["prod", "search"], set: { owner: "eve" } };

  it("is for writers, below their paths", async () => {
    for (const server of [files, database]) {
      const calls = [
        own(server, undefined, "alter-properties", { body: change }),
        own(server, "reader", "alter-properties", { body: change }),
        own(server, "lab", "alter-properties", { body: change }),
        own(server, "search", "alter-properties", { body: { ...change, id: ["prod"] } }),
        own(server, "search", "alter-properties", { body: { ...change, id: ["prod", "search2"] } }),
        own(server, "search", "alter-properties", {
          body: { ...change, id: ["prod", "search", "..", "sales"] },
        }),
      ];
      expect((await outcomes(calls)).slice(0, 5)).toEqual(["401 16", "403 15", "403 15", "403 15", "403 15"]);
      const described = await protocol(server, "root", "namespace/prod%24search/describe", { body: {} });
      expect(described.text).not.toContain("eve");
      expect((await own(server, "writer", "alter-properties", { body: change })).status).toBe(200);
    }
  });

  it("protects and unprotects for administrators only, by no way around", async () => {
    const id = ["lab", "user"];
    const call = (key: Key, body: object) => own(database, key, "alter-properties", { body });
    const refused = await outcomes([
      call("writer", { id, set: protection }),
      call("writer", { id, set: { "lancetree.protected": "false" } }),
      call("writer", { id, remove: ["a", "lancetree.protected"] }),
      protocol(database, "writer", "namespace/lab%24own/create", { body: { properties: protection } }),
      protocol(database, "writer", "table/lab%24own/declare", { body: { properties: protection } }),
      protocol(
        database,
        "writer",
        `table/lab%24own/create?properties=${encodeURIComponent(JSON.stringify(protection))}`,
        { body: rows(1) },
      ),
    ]);
    expect(refused).toEqual(refused.map(() => "403 15"));
    expect((await protocol(database, "root", "table/lab%24own/exists")).status).toBe(404);
    expect((await call("root", { id, set: protection })).status).toBe(200);
    const drops = await outcomes([
      protocol(database, "writer", "table/lab%24user/drop"),
      protocol(database, "root", "table/lab%24user/drop"),
      protocol(database, "root", "namespace/lab/drop", { body: { behavior: "Cascade" } }),
      protocol(database, "writer", "table/lab%24user/create?mode=overwrite", { body: rows(2) }),
      protocol(database, "writer", "table/lab%24user/rename", { body: { new_table_name: "mine" } }),
    ]);
    expect(drops).toEqual(drops.map(() => "403 15"));
    expect((await call("lab", { id, remove: ["lancetree.protected"] })).status).toBe(200);
    expect((await protocol(database, "writer", "table/lab%24user/drop")).status).toBe(200);
    await mustSucceed(own(database, "root", "undrop", { body: { id } }));
  });

  it("refuses protection in a folder, which cannot protect", async () => {
    const body = { id: ["lab"], set: protection };
    expect(await own(files, "root", "alter-properties", { body })).toMatchObject({ status: 400, code: 13 });
    const created = protocol(files, "root", "namespace/new/create", { body: { properties: protection } });
    expect(await created).toMatchObject({ status: 400, code: 13 });
  });
});

describe("what was dropped", () => {
  beforeAll(async () => {
    for (const id of ["prod%24search%24user", "prod%24sales%24user"])
      await mustSucceed(protocol(database, "root", `table/${id}/drop`));
  });

  it("is listed to a key below its paths alone", async () => {
    const listed = async (key: Key, body: object): Promise<string> =>
      (await own(database, key, "dropped", { body })).text;
    expect(await listed("root", {})).toContain("sales");
    const mine = await listed("search", { id: prod });
    expect(mine).toContain("user");
    expect(mine).not.toContain("sales");
    for (const body of [{}, { id: [] }, { id: ["prod"] }, { id: ["prod", "sales"] }]) {
      const refused = await own(database, "search", "dropped", { body });
      expect(refused).toMatchObject({ status: 403, code: 15 });
      expect(refused.text).not.toContain("drop_id");
    }
    const { page_token: token } = JSON.parse(await listed("root", { limit: 1 })) as { page_token: string };
    for (const page_token of [token, '["$sales","0"]', "[]", "["])
      expect(await listed("search", { id: prod, page_token })).not.toContain("sales");
  });

  it("comes back and goes below the paths of a key alone", async () => {
    const user = [...prod, "user"];
    const { text } = await own(database, "root", "dropped", { body: { id: ["prod", "sales"] } });
    const [{ drop_id: foreign } = { drop_id: "" }] = (JSON.parse(text) as { dropped: { drop_id: string }[] })
      .dropped;
    const refused = await outcomes([
      own(database, "search", "undrop", { body: { id: user, new_id: ["lab", "stolen"] } }),
      own(database, "search", "undrop", { body: { id: user, new_id: ["stolen"] } }),
      own(database, "search", "undrop", { body: { id: ["prod", "sales", "user"] } }),
      own(database, "search", "undrop", { body: { id: ["prod", "sales", "user"], new_id: [...prod, "s"] } }),
      own(database, "reader", "undrop", { body: { id: user } }),
      own(database, "writer", "purge", { body: { older_than_seconds: 0 } }),
      own(database, "search", "purge", { body: { older_than_seconds: 0 } }),
      own(database, "search", "purge", { body: { id: ["prod", "sales"], older_than_seconds: 0 } }),
    ]);
    expect(refused).toEqual(refused.map(() => "403 15"));
    // The drop of another path under a path of the key.
    const confused = await own(database, "search", "undrop", { body: { id: user, drop_id: foreign } });
    expect(confused).toMatchObject({ status: 404, code: 4 });
    expect((await own(database, "search", "undrop", { body: { id: user } })).status).toBe(200);
    const purged = await own(database, "search", "purge", { body: { id: prod, older_than_seconds: 0 } });
    expect(purged.status).toBe(200);
    expect((await own(database, "root", "dropped", { body: {} })).text).toContain("sales");
  });
});

describe("every one of these routes", () => {
  const routes = ["dropped", "undrop", "purge", "alter-properties", "find"];

  it("has the limits of every other request", async () => {
    const nested = `{"id":${"[".repeat(100)}${"]".repeat(100)}}`;
    const large = Buffer.alloc(17 * 1024 * 1024, " ");
    const many = JSON.stringify({
      set: Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [i, ""])),
    });
    for (const route of routes) {
      const statuses = await outcomes([
        own(files, "root", route, { body: nested }),
        own(files, "root", route, { body: large }),
        own(files, "root", route, { body: many }),
        own(files, undefined, route, { body: Buffer.alloc(65_537, " ") }),
        own(files, "root", route, { body: "{}", headers: { "content-encoding": "gzip" } }),
      ]);
      expect([route, ...statuses.map((one) => one.slice(0, 3))]).toEqual([
        route,
        "400",
        "413",
        "400",
        "413",
        "415",
      ]);
    }
    const set = { a: "x".repeat(65_536) };
    const tooMuch = own(files, "root", "alter-properties", { body: { id: ["lab"], set } });
    expect(await tooMuch).toMatchObject({ status: 400, code: 13 });
  });

  it("is for no page of another origin, and has a line in the audit log for each caller", async () => {
    for (const route of [...routes, "whoami"]) {
      const sent = route === "whoami" ? { method: "GET" } : { body: {} };
      const headers = { origin: "http://evil.example", "x-request-id": `other-${route}` };
      expect((await own(files, "root", route, { ...sent, headers })).status).toBe(403);
      await own(files, "reader", route, { ...sent, headers: { "x-request-id": `seen-${route}` } });
      await files.saw(new RegExp(`seen-${route}`));
      const line = files.audit().find(({ requestId }) => requestId === `seen-${route}`);
      expect(line).toMatchObject({ who: "reader", operation: expect.any(String) as unknown });
    }
  });
});
