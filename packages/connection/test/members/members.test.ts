/** Every member of LanceDB's Connection and Table, used on four connections. `vitest -u` writes docs/members.md. */
import { AssertionError } from "node:assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect, connectNamespace as connectNative } from "@lancedb/lancedb";
import { expect, test } from "vitest";
import { connectNamespace } from "../../src/index.ts";
import { serveDirectory } from "../support/rest-catalog.ts";
import { connectionProbes } from "./connection-probes.ts";
import { formatMembers, type Outcome } from "./format-members.ts";
import { type Probe, rows, stable } from "./probe.ts";
import { tableProbes } from "./table-probes.ts";

interface Way {
  readonly name: string;
  readonly open: (root: string) => Promise<{ db: Connection; end?: () => Promise<void> }>;
}

const ways: readonly Way[] = [
  {
    name: "native `connect`",
    open: async (root) => ({ db: await connect(root) }),
  },
  {
    name: 'native `connectNamespace("dir")`',
    open: async (root) => ({ db: await connectNative("dir", { root }) }),
  },
  {
    name: 'ours, `"dir"`',
    open: async (root) => {
      const db = await connectNamespace("dir", { root });
      return { db, end: () => db[Symbol.asyncDispose]() };
    },
  },
  {
    name: 'ours, `"rest"`',
    open: async (root) => {
      const server = await serveDirectory(root);
      const db = await connectNamespace("rest", { uri: server.uri });
      return {
        db,
        end: async () => {
          await db[Symbol.asyncDispose]();
          await server[Symbol.asyncDispose]();
        },
      };
    },
  },
];

async function use(way: Way, probe: Probe): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-members-"));
  const { db, end } = await way.open(folder);
  try {
    const table = await db.createTable("t", rows, stable);
    await probe({ db, table, folder });
    return "yes";
  } catch (error) {
    return { reason: firstSentence(error, folder) };
  } finally {
    db.close();
    await end?.();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** What an error says, without what differs from run to run. */
function firstSentence(error: unknown, folder: string): string {
  if (error instanceof AssertionError) return "the answer is not the expected one";
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(folder, "<folder>");
  const [line = ""] = text.split(/\n|, \/|\s{2,}Caused by/);
  return line.replace(/^((LanceDBError|Runtime error|lance error): )+/, "").trim();
}

async function compare(probes: Readonly<Record<string, Probe>>): Promise<Map<string, Outcome[]>> {
  const found = new Map<string, Outcome[]>();
  for (const [member, probe] of Object.entries(probes)) {
    const outcomes: Outcome[] = [];
    for (const way of ways) outcomes.push(await use(way, probe));
    found.set(member, outcomes);
  }
  return found;
}

/** The public members of an object's class. */
function membersOf(value: object): string[] {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(value));
  const hidden = ["constructor", "getStorageOptions"];
  return names.filter((name) => !hidden.includes(name) && !name.startsWith("_")).toSorted();
}

test("there is a probe for every member", async () => {
  const db = await connect("memory://");
  const table = await db.createTable("t", rows);
  expect(Object.keys(connectionProbes).toSorted()).toEqual(membersOf(db));
  expect(Object.keys(tableProbes).toSorted()).toEqual(membersOf(table));
});

test("docs/members.md says what each member does on each connection", { timeout: 900_000 }, async () => {
  const text = formatMembers(
    ways.map(({ name }) => name),
    { Connection: await compare(connectionProbes), Table: await compare(tableProbes) },
  );
  await expect(text).toMatchFileSnapshot("../../../../docs/members.md");
});
