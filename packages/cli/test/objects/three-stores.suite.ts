/** The documentation's sample of a federation with a database in each kind of object store, behind one server. */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, connectNamespace } from "@lancedb/lancedb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { StoreServer } from "../../../../scripts/object-stores/store-server.ts";
import { startStore } from "../../../../scripts/object-stores/stores.ts";
import { testFolder } from "../serve/support/folder.ts";
import { type TestKeys, writeKeys } from "../serve/support/keys.ts";
import { type ServerProcess, startServer } from "../serve/support/server-process.ts";

const kinds = ["s3", "azure", "gcs"];
const stores = new Map<string, StoreServer>();
const rows = (id: number): Record<string, unknown>[] => [{ id, vector: [id, 0.5] }];

// The suite starts all three stores itself. MinIO was built for a run on S3.
describe.runIf(inject("store") === "s3")("behind one server", () => {
  let held: TestKeys<"all" | "azure">;
  let server: ServerProcess;

  beforeAll(async () => {
    for (const kind of kinds) stores.set(kind, await startStore(kind));
    const folder = await testFolder();
    const config = join(folder, "databases.toml");
    const tables = [...stores].map(([kind, { bucket, storageOptions }]) =>
      [
        `[federated_dbs.${kind}]`,
        'ns_impl = "dir"',
        `root = "${bucket}/${randomUUID()}"`,
        ...Object.entries(storageOptions).map(
          ([name, value]) => `"storage.${name}" = ${JSON.stringify(value)}`,
        ),
      ].join("\n"),
    );
    await writeFile(config, tables.join("\n"));
    held = await writeKeys(folder, {
      all: { role: "admin" },
      azure: { role: "admin", databases: ["azure"] },
    });
    server = await startServer(["--config", config, "--api-key-file", held.file]);
  });

  afterAll(async () => {
    await server?.end("SIGKILL");
    for (const store of stores.values()) await store[Symbol.asyncDispose]();
  });

  describe.each(kinds)("the database in %s", (database) => {
    it("is reached by LanceDB's clients in both dialects", async () => {
      const storageOptions = { ...stores.get(database)?.storageOptions };
      const native = await connectNamespace(
        "rest",
        { uri: server.url, "headers.x-lancedb-database": database, "headers.x-api-key": held.keys.all },
        { storageOptions },
      );
      await native.createNamespace(["prod"]);
      const created = await native.createTable("user", rows(1), ["prod"]);
      expect(await created.countRows()).toBe(1);
      const remote = await connect(`db://${database}/prod`, {
        apiKey: held.keys.all,
        hostOverride: server.url,
      });
      const table = await remote.createTable(`only-in-${database}`, rows(1));
      await table.add(rows(2));
      const nearest = await table.vectorSearch([2, 0.5]).limit(1).toArray();
      expect(nearest.map(({ id }) => Number(id))).toEqual([2]);
      const names = [`only-in-${database}`, "user"];
      expect(await remote.tableNames()).toEqual(names);
      expect(await native.tableNames(["prod"])).toEqual(names);
      native.close();
      remote.close();
    });
  });

  it("a key to one of them opens no other", async () => {
    const open = (database: string) =>
      connect(`db://${database}/prod`, { apiKey: held.keys.azure, hostOverride: server.url });
    expect(await (await open("azure")).tableNames()).toContain("user");
    await expect((await open("gcs")).tableNames()).rejects.toThrow(/403/);
  });

  it("the server writes no key of a store", () => {
    const secrets = [...stores.values()].flatMap(({ storageOptions }) =>
      Object.entries(storageOptions).filter(([name]) => /key$|token$/.test(name)),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(3);
    for (const [, secret] of secrets) expect(server.written()).not.toContain(secret);
  });
});
