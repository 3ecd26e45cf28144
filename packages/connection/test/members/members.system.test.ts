/** Every member of LanceDB's Connection and Table, used on four connections. `vitest -u` writes docs/members.md. */
import { AssertionError } from "node:assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connect, connectNamespace as connectNative } from "@lancedb/lancedb";
import { RestNamespace } from "@lancetree/rest-client";
import { expect, test } from "vitest";
import { connectNamespace } from "../../src/index.ts";
import { serveDirectory } from "../support/rest-catalog.ts";
import { connectionProbes } from "./connection-probes.ts";
import { formatMembers, type Outcome, type Section } from "./format-members.ts";
import { type Probe, rows, stable } from "./probe.ts";
import { type RemoteProbe, remoteTableProbes } from "./remote-table-probes.ts";
import { tableProbes } from "./table-probes.ts";

type Cells = readonly (Outcome | { readonly text: string })[];

interface Way {
  readonly name: string;
  readonly open: (root: string) => Promise<{ db: Connection; end?: () => Promise<void> }>;
}

const ways: readonly Way[] = [
  {
    name: "LanceDB, `connect`",
    open: async (root) => ({ db: await connect(root) }),
  },
  {
    name: 'LanceDB, `connectNamespace("dir")`',
    open: async (root) => ({ db: await connectNative("dir", { root }) }),
  },
  {
    name: 'Lancetree, `"dir"`',
    open: async (root) => {
      const db = await connectNamespace("dir", { root });
      return { db, end: () => db[Symbol.asyncDispose]() };
    },
  },
  {
    name: 'Lancetree, `"rest"`',
    open: async (root) => {
      const { db, end } = await openServed(root);
      return { db, end };
    },
  },
];

const remoteWay: Way = {
  name: "LanceDB, `db://`",
  open: async (root) => {
    const server = await serveDirectory(root);
    const db = await connect("db://dev", { apiKey: "none", hostOverride: server.uri });
    return { db, end: async () => server[Symbol.asyncDispose]() };
  },
};

async function openServed(root: string) {
  const server = await serveDirectory(root);
  const db = await connectNamespace("rest", { uri: server.uri });
  const end = async (): Promise<void> => {
    await db[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  };
  return { db, end, uri: server.uri };
}

async function use(way: Way, probe: Probe): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-members-"));
  const { db, end } = await way.open(folder);
  try {
    const table = await db.createTable("t", rows, stable);
    await probe({ db, table, folder });
    return "yes";
  } catch (error) {
    return failureOf(error, folder);
  } finally {
    db.close();
    await end?.();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The message of an error, without the parts that differ from run to run. */
function failureOf(error: unknown, folder: string): Outcome {
  if (error instanceof AssertionError) return { reason: "The call does not have the expected result." };
  return { error: firstLine(error, folder) };
}

function firstLine(error: unknown, folder: string): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(folder, "<folder>");
  // LanceDB's remote client includes the whole response of the server.
  const message = /\{"error":"(.+?)"/.exec(text)?.[1];
  if (message !== undefined) return message;
  const [line = ""] = text.split(/\n|, \/|\s{2,}Caused by/);
  return line.replace(/^((LanceDBError|Runtime error|lance error): )+/, "").trim();
}

/** Uses the equivalent of a member in our remote table; the cells are the equivalent, and whether it works. */
async function useRemote(probe: RemoteProbe): Promise<Cells> {
  if ("none" in probe) return [{ text: "—" }, { reason: probe.none }];
  const folder = await mkdtemp(join(tmpdir(), "lancetree-members-"));
  const { db, end, uri } = await openServed(folder);
  const written = { text: `\`${probe.as}\`` };
  try {
    await db.createTable("t", rows, stable);
    const catalog = new RestNamespace({ uri });
    await probe.use({ db, catalog, table: catalog.table(["t"]) });
    return [written, "yes"];
  } catch (error) {
    return [written, failureOf(error, folder)];
  } finally {
    await end();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function compare(title: string, probes: Readonly<Record<string, Probe>>): Promise<Section> {
  const found = new Map<string, Outcome[]>();
  for (const [member, probe] of Object.entries(probes)) {
    const outcomes: Outcome[] = [];
    for (const way of ways) outcomes.push(await use(way, probe));
    found.set(member, outcomes);
  }
  return { title, columns: ways.map(({ name }) => name), rows: found };
}

async function compareRemote(): Promise<Section> {
  const found = new Map<string, Cells>();
  for (const [member, probe] of Object.entries(remoteTableProbes)) {
    const native = tableProbes[member];
    if (native === undefined) throw new Error(`there is no probe for ${member}`);
    found.set(member, [await use(remoteWay, native), ...(await useRemote(probe))]);
  }
  return {
    title: "Remote table",
    columns: [remoteWay.name, "equivalent in `RestNamespace.table()`", "`RestNamespace.table()`"],
    rows: found,
  };
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
  expect(Object.keys(remoteTableProbes).toSorted()).toEqual(membersOf(table));
});

test("docs/members.md says what each member does on each connection", { timeout: 3_600_000 }, async () => {
  const text = formatMembers([
    await compare("Connection", connectionProbes),
    await compare("Table", tableProbes),
    await compareRemote(),
  ]);
  await expect(text).toMatchFileSnapshot("../../../../docs/members.md");
});
