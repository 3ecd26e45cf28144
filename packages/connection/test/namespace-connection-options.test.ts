/** Each of LanceDB's own options is passed on: it changes the outcome. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embedding, Session } from "@lancedb/lancedb";
import { isNamespaceError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { Field, Float32, Int32, Schema, Utf8 } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NamespaceConnection } from "../src/index.ts";
import { connectionKinds } from "./support/connection-kinds.ts";

const rows = [{ id: 1, vector: [0.1, 0.2], name: "alice" }];

class LengthEmbedding extends embedding.TextEmbeddingFunction {
  override ndims() {
    return 2;
  }
  override embeddingDataType() {
    return new Float32();
  }
  override async generateEmbeddings(strings: string[]) {
    return strings.map((string) => [string.length, 0]);
  }
}
embedding.register("length-of-text")(LengthEmbedding);

describe.each(connectionKinds())("over $name", ({ connect: connectTo, release }) => {
  let folder: string;
  let inner: MemoryNamespace;
  let db: NamespaceConnection;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lancetree-options-"));
    inner = new MemoryNamespace({ root: folder });
    db = await connectTo(inner);
    await db.createNamespace(["prod"]);
  });

  afterEach(async () => {
    db.close();
    await release();
    await rm(folder, { recursive: true, force: true });
  });

  describe("options of createTable and openTable", () => {
    test("schema, embeddingFunction and dataStorageVersion change what is written", async () => {
      const schema = new Schema([new Field("id", new Int32()), new Field("name", new Utf8())]);
      const table = await db.createTable("t", [{ id: 1, name: "x" }], { schema });
      expect((await table.schema()).fields[0]!.type.toString()).toBe("Int32");

      const config = { function: new LengthEmbedding(), sourceColumn: "name" };
      const embedded = await db.createTable("embedded", [{ name: "four" }], { embeddingFunction: config });
      expect((await embedded.query().toArray())[0].vector.toArray()).toEqual(new Float32Array([4, 0]));

      expect((await embedded.schema()).metadata.has("embedding_functions")).toBe(true);

      await db.createTable("legacy", rows, ["prod"], { dataStorageVersion: "legacy" });
      await expect(db.createTable("odd", rows, ["prod"], { dataStorageVersion: "9.9" })).rejects.toSatisfy(
        isNamespaceError,
      );
      await expect(db.tableExists("odd", ["prod"])).resolves.toBe(false);
    });

    test("branch and version change what is read", async () => {
      const table = await db.createTable("t", rows, ["prod"]);
      await table.add(rows);
      await (await (await table.branches()).create("dev")).add(rows);
      expect(await (await db.openTable("t", ["prod"], { version: 1 })).countRows()).toBe(1);
      expect(await (await db.openTable("t", ["prod"], { branch: "dev" })).countRows()).toBe(3);
      expect(await (await db.openTable("t", ["prod"], { indexCacheSize: 1 })).countRows()).toBe(2);
      await expect(db.openTable("t", ["prod"], { version: 9 })).rejects.toMatchObject({ code: 11 });
      await expect(db.openTable("t", ["prod"], { branch: "no" })).rejects.toMatchObject({ code: 22 });
    });
  });

  describe("options of the connection", () => {
    test("readConsistencyInterval decides whether it sees what others write", async () => {
      await using live = await connectTo(inner, { readConsistencyInterval: 0 });
      const writer = await db.createTable("t", rows);
      const [still, watching] = [await db.openTable("t"), await live.openTable("t")];
      await writer.add(rows);
      expect([await still.countRows(), await watching.countRows()]).toEqual([1, 2]);
    });

    test("a session's caches fill", async () => {
      const session = new Session();
      await using own = await connectTo(inner, { session });
      await own.createTable("t", rows);
      const before = session.sizeBytes();
      await (await own.openTable("t")).countRows("id > 0");
      expect(session.sizeBytes()).toBeGreaterThan(before);
    });

    test("storageOptions of the connection and of the call reach LanceDB", async () => {
      const wrong = { new_table_data_storage_version: "no such version" };
      await using own = await connectTo(inner, { storageOptions: wrong });
      await expect(own.createTable("t", rows)).rejects.toSatisfy(isNamespaceError);
      const right = { storageOptions: { newTableDataStorageVersion: "stable" } };
      expect(await (await own.createTable("t", rows, right)).countRows()).toBe(1);
      await expect(db.createTable("u", rows, { storageOptions: wrong })).rejects.toSatisfy(isNamespaceError);
    });
  });
});
