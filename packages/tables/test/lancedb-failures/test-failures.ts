import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isError, isNamespaceError } from "@lancetree/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lancedb } from "../../src/engine/lancedb.ts";
import type { KnownMessage } from "../../src/errors/known-message.ts";
import { recognize, toNamespaceError } from "../../src/errors/lancedb-errors.ts";
import { type LancedbFailure, rows, type Surroundings, schema } from "./surroundings.ts";

/** Defines a test of each failure, and one that each pattern of the messages decided about one of them. */
export function testFailures(failures: readonly LancedbFailure[], messages: readonly KnownMessage[]): void {
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

  test.each(failures)("%s", async (_, code, provoke) => {
    if (!surroundings) throw new Error("Nothing was prepared.");
    const failure: unknown = await provoke(surroundings).then(
      () => new Error("no error"),
      (reason: unknown) => reason,
    );
    const error = isNamespaceError(failure) ? failure.cause : failure;
    const { message } = isError(error) ? error : { message: String(error) };
    decided.add(recognize(error)?.pattern);
    expect(toNamespaceError(error, { table: "t", location: "l" }), message).toMatchObject({
      code,
      message: expect.not.stringMatching(/\n|\.rs:|cargo|GenericFailure|lance error|LanceError/),
    });
  });

  test("each pattern decided about one of these messages", () => {
    const patterns = messages.flatMap((known) => known.patterns);
    expect(patterns.filter((pattern) => !decided.has(pattern)).map(String)).toEqual([]);
  });
}
