/**
 * Provokes each message of LanceDB that this package recognizes, with the installed LanceDB. `pnpm newest` runs this file with the newest
 * LanceDB as well and lists the tests that then fail: the messages that have changed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lancedb } from "../src/engine/lancedb.ts";
import { knownMessages, recognize, toNamespaceError } from "../src/errors/lancedb-errors.ts";
import { objectFailures } from "./lancedb-failures/object-failures.ts";
import { schemaFailures } from "./lancedb-failures/schema-failures.ts";
import { sqlFailures } from "./lancedb-failures/sql-failures.ts";
import { storageFailures } from "./lancedb-failures/storage-failures.ts";
import { rows, type Surroundings, schema } from "./lancedb-failures/surroundings.ts";
import { typeFailures } from "./lancedb-failures/type-failures.ts";

let folder = "";
let surroundings: Surroundings | undefined;
const decided = new Set<unknown>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancedb-failures-"));
  const db = await lancedb.connect(folder);
  let tables = 0;
  surroundings = {
    folder,
    db,
    table: (options) => db.createTable(`table${++tables}`, rows, { schema, ...options }),
    folderOf: (table) => join(folder, `${table.name}.lance`),
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([...sqlFailures, ...objectFailures, ...typeFailures, ...schemaFailures, ...storageFailures])(
  "%s",
  async (_, code, provoke) => {
    if (!surroundings) throw new Error("Nothing was prepared.");
    const failure: unknown = await provoke(surroundings).then(
      () => new Error("no error"),
      (reason: unknown) => reason,
    );
    const error = isNamespaceError(failure) ? failure.cause : failure;
    const { message } = error instanceof Error ? error : { message: String(error) };
    decided.add(recognize(error)?.pattern);
    expect(toNamespaceError(error, { table: "t", location: "l" }), message).toMatchObject({
      code,
      message: expect.not.stringMatching(/\n|\.rs:|cargo|GenericFailure|lance error|LanceError/),
    });
  },
);

test("each pattern decided about one of these messages", () => {
  const patterns = knownMessages.flatMap((known) => known.patterns);
  expect(patterns.filter((pattern) => !decided.has(pattern)).map(String)).toEqual([]);
});
