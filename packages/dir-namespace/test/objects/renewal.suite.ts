/** A catalog that stays open for longer than its credentials are valid. */
import { randomUUID } from "node:crypto";
import { openTableEngine, withTables } from "@lancetree/tables";
import { expect, test } from "vitest";
import { DirectoryNamespace } from "../../src/index.ts";
import { codeOf, errorOf } from "../support/outcome.ts";
import { arrowStream } from "../support/rows.ts";
import { shortCredentials } from "./short-credentials.ts";

/** The store accepts credentials for longer than they are said to be valid, so that a slow machine renews them in time. */
const validMs = 60_000;
const saidMs = 20_000;

test("files and tables are read and written after the first credentials have expired", async () => {
  await using store = await shortCredentials();
  const { storageOptions, bucket } = store;
  const root = `${bucket}/${randomUUID()}`;
  let issued = 0;
  const storageOptionsProvider = async (): Promise<Record<string, string>> => {
    issued++;
    return { ...(await store.issue(validMs)), expires_at_millis: String(Date.now() + saidMs) };
  };
  const first = { ...storageOptions, ...(await store.issue(validMs)) };
  await using old = new DirectoryNamespace({ root, storageOptions: first });
  await using oldEngine = await openTableEngine({ storageOptions: first });

  await using catalog = new DirectoryNamespace({ root, storageOptions, storageOptionsProvider });
  await using rows = withTables(catalog, { storageOptions, storageOptionsProvider });
  await using engine = await openTableEngine({ storageOptions, storageOptionsProvider });
  await catalog.createNamespace({ id: ["before"] });
  await rows.createTable({ id: ["t"], data: arrowStream([1]) });
  const { location = "" } = await catalog.describeTable({ id: ["t"] });
  const table = await engine.open({ location });
  const oldTable = await oldEngine.open({ location });
  expect(await old.listNamespaces({ id: [] })).toEqual({ namespaces: ["before"] });
  const issuedBefore = issued;

  // The store refuses what was issued first, for files as for tables that are open.
  await expect.poll(() => codeOf(old.tableExists({ id: ["t"] })), { interval: 1000 }).toBeDefined();
  expect(await errorOf(oldTable.add([{ id: 9 }]))).toBeDefined();

  await catalog.createNamespace({ id: ["after"] });
  await rows.insertIntoTable({ id: ["t"], data: arrowStream([2]) });
  await table.checkoutLatest();
  await table.add([{ id: 3 }]);
  expect(await rows.countTableRows({ id: ["t"] })).toEqual({ count: 3n });
  await rows.createTable({ id: ["after", "u"], data: arrowStream([4, 5]) });
  expect(await rows.countTableRows({ id: ["after", "u"] })).toEqual({ count: 2n });
  await catalog.dropTable({ id: ["t"] });
  expect(await catalog.listAllTables({})).toEqual({ tables: ["after$u"] });
  expect(issued).toBeGreaterThan(issuedBefore);
});
