/** The table "Why" of the README: what LanceDB's own TypeScript client and Lancetree do with the same call. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connectNamespace as connectNative } from "@lancedb/lancedb";
import { connectNamespace } from "@lancetree/connection";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./workspace.ts";

/** A call that both clients are asked for, and what each of them does. */
interface Row {
  readonly call: string;
  readonly native: string;
  readonly lancetree: string;
  readonly run: (db: Connection) => Promise<unknown>;
  readonly nativeOutcome: object;
  readonly ourOutcome: object;
  /** What the catalog then holds, where Lancetree resolves. */
  readonly read?: (db: Connection) => Promise<unknown>;
  readonly held?: unknown;
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: Error | undefined;
}

const messageWith = (text: string): object => ({
  error: expect.objectContaining({ message: expect.stringContaining(text) as string }) as Error,
});

const rows: readonly Row[] = [
  {
    call: "create a namespace with mode `exist_ok`",
    native: "rejects if it exists",
    lancetree: "keeps the existing one",
    run: (db) => db.createNamespace(["prod"], { mode: "exist_ok" }),
    nativeOutcome: messageWith("Namespace already exists: prod"),
    ourOutcome: { error: undefined },
    read: (db) => db.describeNamespace(["prod"]),
    held: { properties: { owner: "ann" } },
  },
  {
    call: "drop a namespace with behavior `cascade`",
    native: "rejects if it has content",
    lancetree: "drops it with its content",
    run: (db) => db.dropNamespace(["prod"], { behavior: "cascade" }),
    nativeOutcome: messageWith("Namespace not empty: 'prod'"),
    ourOutcome: { error: undefined },
    read: async (db) => (await db.listNamespaces([])).namespaces,
    held: [],
  },
  {
    call: "rename a table",
    native: "rejects: not implemented",
    lancetree: "renames it, also across namespaces",
    run: (db) => db.renameTable("user", "visitor", { namespacePath: ["prod"], newNamespacePath: [] }),
    nativeOutcome: messageWith("rename_table not implemented"),
    ourOutcome: { error: undefined },
    read: (db) => db.tableNames([]),
    held: ["visitor"],
  },
  {
    call: "list tables of a missing namespace",
    native: "returns `[]`",
    lancetree: "rejects with NamespaceNotFoundError",
    run: (db) => db.tableNames(["missing"]),
    nativeOutcome: { value: [] },
    ourOutcome: { error: { name: "NamespaceNotFoundError", code: 1 } },
  },
  {
    call: "read the `code` of an error",
    native: "always `GenericFailure`",
    lancetree: "a number, one for each error class",
    run: (db) => db.openTable("missing", ["prod"]),
    nativeOutcome: { error: { name: "Error", code: "GenericFailure" } },
    ourOutcome: { error: { name: "TableNotFoundError", code: 4 } },
  },
];

const folders: string[] = [];

beforeEach(() => {
  folders.length = 0;
});

afterEach(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test("the README has these rows and no others", async () => {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const table = /\n## Why\n[^#]*?\n\| call .*\n\|[ -|]+\n((?:\|.*\n)+)/.exec(readme)?.[1] ?? "";
  const cells = table
    .trim()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(cells).toEqual(rows.map(({ call, native, lancetree }) => [call, native, lancetree]));
});

test.each(rows)("$call", async ({ run, nativeOutcome, ourOutcome, read, held }) => {
  const native = await connectNative("dir", { root: await filledCatalog() });
  expect(await outcomeOf(run, native)).toMatchObject(nativeOutcome);
  const db = await connectNamespace("dir", { root: await filledCatalog() });
  try {
    expect(await outcomeOf(run, db)).toMatchObject(ourOutcome);
    expect(await read?.(db)).toEqual(held);
  } finally {
    db.close();
  }
});

/** The root of a catalog with the namespace `prod` and the table `prod/user`. */
async function filledCatalog(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-why-"));
  folders.push(folder);
  const db = await connectNamespace("dir", { root: folder });
  try {
    await db.createNamespace(["prod"], { properties: { owner: "ann" } });
    await db.createTable("user", [{ id: 1 }], ["prod"]);
  } finally {
    await db[Symbol.asyncDispose]();
  }
  return folder;
}

async function outcomeOf(run: Row["run"], db: Connection): Promise<Outcome> {
  try {
    return { value: await run(db), error: undefined };
  } catch (error) {
    if (error instanceof Error) return { error };
    throw error;
  }
}
