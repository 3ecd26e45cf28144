/** What a server with keys vends, to whom, and what it writes about that. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openTableEngine } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { testFolder } from "../serve/support/folder.ts";
import { type HttpResponse, mustSucceed, rows, send } from "../serve/support/http.ts";
import { type TestKeys, writeKeys } from "../serve/support/keys.ts";
import { type ServerProcess, startServer } from "../serve/support/server-process.ts";
import { newUser, rootKeys, vendingDatabase } from "./vending-database.ts";

type Key = "admin" | "writer" | "reader" | "scoped";

interface Vended {
  readonly location: string;
  readonly storage_options?: Readonly<Record<string, string>>;
}

const wrongSecret = "wrong-secret-of-the-store";

describe.runIf(inject("abilities").includes("sessions"))("a server that vends credentials", () => {
  let held: TestKeys<Key>;
  let server: ServerProcess;
  let auditFile: string;
  let user: { readonly id: string; readonly secret: string };
  /** All that responses contained and that nothing else may contain. */
  const vendedSecrets = new Set<string>();

  beforeAll(async () => {
    const folder = await testFolder();
    user = await newUser();
    auditFile = join(folder, "audit.jsonl");
    const config = join(folder, "databases.toml");
    const databases = [
      vendingDatabase("good", user, { "credential_vendor.permission": "write" }),
      vendingDatabase("wrong", { id: user.id, secret: wrongSecret }, {}),
    ];
    await writeFile(config, databases.join("\n"));
    held = await writeKeys(folder, {
      admin: { role: "admin" },
      writer: { role: "write" },
      reader: { role: "read" },
      scoped: { role: "read", paths: [["prod", "search"]] },
    });
    server = await startServer(["--config", config, "--api-key-file", held.file, "--audit-file", auditFile]);
    for (const id of ["prod", "prod%24search", "prod%24search2"]) {
      await mustSucceed(call("admin", `/v1/namespace/${id}/create`, {}));
    }
    for (const id of ["t", "t2", "prod%24search%24t", "prod%24search2%24t"]) {
      await mustSucceed(call("admin", `/v1/table/${id}/create`, rows(1)));
    }
  });

  afterAll(async () => {
    await server?.end("SIGKILL");
  });

  function call(
    key: Key,
    path: string,
    body: unknown,
    more: Record<string, string> = {},
  ): Promise<HttpResponse> {
    const headers = { "x-lancedb-database": "good", ...more };
    return send(server.url, path, { key: held.keys[key], headers, body });
  }

  async function describeTable(key: Key, id: string, requestId: string, body: object = {}): Promise<Vended> {
    const request = { vend_credentials: true, ...body };
    const { status, text } = await call(key, `/v1/table/${id}/describe`, request, {
      "x-request-id": requestId,
    });
    expect([id, status]).toEqual([id, 200]);
    const described: Vended = JSON.parse(text);
    const { aws_secret_access_key: secret, aws_session_token: token } = described.storage_options ?? {};
    for (const value of [secret, token]) if (value !== undefined) vendedSecrets.add(value);
    return described;
  }

  /** The audit line of a request. */
  async function audited(requestId: string): Promise<unknown> {
    const lines = (await readFile(auditFile, "utf8")).split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line)).find((line) => line.requestId === requestId);
  }

  /** What a client with these options can do with the table at a location. */
  async function abilities({ location }: Vended, { storage_options: options }: Vended): Promise<string> {
    const { expires_at_millis: _, ...storageOptions } = options ?? {};
    await using engine = await openTableEngine({ storageOptions });
    try {
      const table = await engine.open({ location });
      await table.countRows();
      return await table.update({ values: { id: "5" } }).then(
        () => "read and write",
        () => "read",
      );
    } catch {
      return "nothing";
    }
  }

  test.each([
    ["reader", "read", "read"],
    ["writer", "write", "read and write"],
    ["admin", "write", "read and write"],
  ] as const)("gives the key %s credentials to %s, for one table", async (key, permission, expected) => {
    const own = await describeTable(key, "t", `${key}-t`);
    const neighbor = await describeTable("admin", "t2", `${key}-t2`, { vend_credentials: false });
    expect(await abilities(own, own)).toBe(expected);
    expect(await abilities(neighbor, own)).toBe("nothing");
    const until = new Date(Number(own.storage_options?.["expires_at_millis"])).toISOString();
    await expect
      .poll(() => audited(`${key}-t`))
      .toMatchObject({
        who: key,
        operation: "describeTable",
        path: ["t"],
        outcome: "done",
        vended: [{ folder: own.location, permission, until }],
      });
  });

  test("gives a key with a path credentials below the path only", async () => {
    const own = await describeTable("scoped", "prod%24search%24t", "scoped-own");
    expect(await abilities(own, own)).toBe("read");
    for (const id of ["t", "prod%24search2%24t", "prod%24search%24..%24..%24t"]) {
      const response = await call("scoped", `/v1/table/${id}/describe`, { vend_credentials: true });
      expect([id, response.status]).toEqual([id, id.includes("..") ? 404 : 403]);
      expect(response.text).not.toContain("storage_options");
    }
    const others = await Promise.all(
      ["t", "prod%24search2%24t"].map((id) =>
        describeTable("admin", id, `for-${id}`, { vend_credentials: false }),
      ),
    );
    for (const other of others) expect(await abilities(other, own)).toBe("nothing");
    await expect
      .poll(() => audited("scoped-own"))
      .toMatchObject({
        who: "scoped",
        vended: [{ folder: own.location, permission: "read" }],
      });
  });

  test("gives each key a session of its own", async () => {
    const keys = ["reader", "writer", "admin"] as const;
    const all = await Promise.all(keys.map((key) => describeTable(key, "t", `own-${key}`)));
    expect(new Set(all.map(({ storage_options: options }) => options?.["aws_access_key_id"])).size).toBe(3);
  });

  test("gives none for vend_credentials: false, and writes that it gave none", async () => {
    const described = await describeTable("admin", "t", "without", { vend_credentials: false });
    expect(described).not.toHaveProperty("storage_options");
    await expect.poll(() => audited("without")).toMatchObject({ who: "admin", outcome: "done" });
    expect(await audited("without")).not.toHaveProperty("vended");
    const declared = await call("writer", "/v1/table/declared/declare", { vend_credentials: false });
    expect(declared.status).toBe(200);
    expect(declared.text).not.toContain("storage_options");
  });

  test("gives none to a caller that the server does not know", async () => {
    const headers = { "x-lancedb-database": "good" };
    const response = await send(server.url, "/v1/table/t/describe", {
      key: `${held.keys.admin}x`,
      headers,
      body: {},
    });
    expect(response.status).toBe(401);
    expect(response.text).not.toContain("storage_options");
  });

  test("writes no secret to any stream, file, figure or error", async () => {
    const headers = { "x-lancedb-database": "wrong" };
    const failed = [
      await call("admin", "/v1/table/t/describe", { vend_credentials: true }, headers),
      await call("admin", "/v1/table/t/declare", { vend_credentials: true }, headers),
      await call("admin", "/v1/table/no/describe", { vend_credentials: true }),
      await call("scoped", "/v1/table/t/describe", { vend_credentials: true }),
      // Vended options that a client sends back.
      await call("reader", "/v1/table/t/create", { storage_options: { token: [...vendedSecrets][1] } }),
    ];
    for (const { status } of failed) expect(status).toBeGreaterThanOrEqual(400);
    const figures = await send(server.url, "/metrics", { method: "GET", key: held.keys.admin });
    expect(figures.text).toContain("lancetree_requests");
    const outputs = {
      audit: await readFile(auditFile, "utf8"),
      written: server.written(),
      figures: figures.text,
      errors: failed.map(({ text }) => text).join("\n"),
    };
    expect(vendedSecrets.size).toBeGreaterThanOrEqual(8);
    const secrets = [
      user.secret,
      wrongSecret,
      rootKeys.secret,
      ...vendedSecrets,
      ...Object.values(held.keys),
    ];
    for (const [output, text] of Object.entries(outputs)) {
      for (const secret of secrets) expect([output, text.includes(secret)]).toEqual([output, false]);
    }
  });
});
