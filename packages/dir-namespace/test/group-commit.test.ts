import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isNamespaceError } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { DirectoryNamespace } from "../src/index.ts";
import type { Operation } from "../src/model/effect.ts";
import { createNamespace } from "../src/operations/create-namespace.ts";
import { dropNamespace } from "../src/operations/drop-namespace.ts";
import { removeTable } from "../src/operations/drop-table.ts";
import { renameTable } from "../src/operations/rename-table.ts";
import { useFolder } from "./support/folder.ts";
import { manifestRows, namespaceRow, tableRow, writeManifestRows } from "./support/manifest-rows.ts";
import { errorOf } from "./support/outcome.ts";
import { arrowStream } from "./support/rows.ts";
import { openStorage, type Storage } from "./support/storage.ts";

const folder = useFolder();

type Context = Storage["context"];
type Fault = (commit: () => unknown) => unknown;

const lost = new Error("error sending request: connection reset");
const conflict = new Error("Retryable commit conflict for version 7: concurrent transaction");
const invalid = new Error("Invalid input, not to be written");

/** Callers whose steps share a commit, one for each of three ids. */
interface Callers {
  readonly name: string;
  readonly id: (index: number) => string;
  readonly start: (context: Context, index: number) => Operation<unknown>;
  /** Whether the object exists afterwards. */
  readonly makes: boolean;
  /** Commits in which all of it can be done. */
  readonly commits: number;
}

const own = "0123456789abcdef_";
const namespaceOf = (index: number): string => `a$n${index}`;
const tableOf = (index: number): string => `a$t${index}`;

const callers: readonly Callers[] = [
  {
    name: "creations of namespaces",
    id: (index) => `a$new${index}`,
    start: (context, index) =>
      createNamespace(context, { id: `a$new${index}`, mode: "create", properties: { by: `${index}` } }),
    makes: true,
    commits: 2,
  },
  {
    name: "drops of namespaces",
    id: namespaceOf,
    start: (context, index) => dropNamespace(context, { id: namespaceOf(index), behavior: "restrict" }),
    makes: false,
    commits: 2,
  },
  {
    name: "drops of tables",
    id: tableOf,
    start: (context, index) => removeTable(context, { id: tableOf(index), keepData: false }),
    makes: false,
    commits: 1,
  },
  {
    name: "renames of tables",
    id: tableOf,
    start: (context, index) => renameTable(context, { from: tableOf(index), to: `a$new${index}` }),
    makes: false,
    // The two names of each are tidied apart.
    commits: 3,
  },
];

async function prepare(): Promise<void> {
  const ids = [0, 1, 2];
  await writeManifestRows(folder.root, [
    namespaceRow("a"),
    ...ids.map((index) => namespaceRow(namespaceOf(index), { made: "1" })),
    ...ids.map((index) => tableRow(tableOf(index), `${own}${tableOf(index)}`)),
  ]);
}

/** Runs three callers at once; the fault strikes their first commit. */
async function together({ start }: Callers, fault: Fault): Promise<unknown[]> {
  let isStruck = false;
  const storage = await openStorage(folder.root, async (call, write) => {
    if (isStruck || !["merge", "update", "delete"].includes(call)) return write();
    isStruck = true;
    return fault(write);
  });
  const errors = await Promise.all(
    [0, 1, 2].map((index) => errorOf(storage.run(start(storage.context, index)))),
  );
  await storage[Symbol.asyncDispose]();
  return errors;
}

async function existing({ id }: Callers): Promise<boolean[]> {
  await using catalog = new DirectoryNamespace({ root: folder.root });
  await catalog.recover();
  const rows = await manifestRows(folder.root);
  expect(rows.filter(({ metadata }) => metadata?.includes("lancetree.intent"))).toEqual([]);
  return [0, 1, 2].map((index) => rows.some(({ object_id }) => object_id === id(index)));
}

describe.each(callers.map((entry) => [entry.name, entry] as const))("three %s share a commit", (_, entry) => {
  const { makes } = entry;

  test("that is made", async () => {
    await prepare();
    const versionsBefore = await versions();
    const errors = await together(entry, (commit) => commit());
    expect(errors).toEqual([undefined, undefined, undefined]);
    expect(await existing(entry)).toEqual([makes, makes, makes]);
    // One commit for all three, and one for each thing that follows, not three each.
    expect((await versions()) - versionsBefore).toBeLessThanOrEqual(entry.commits);
  });

  test("whose acknowledgement is lost", async () => {
    await prepare();
    const fault: Fault = async (commit) => {
      await commit();
      throw lost;
    };
    const errors = await together(entry, fault);
    // A plain deletion leaves nothing to recognize it by.
    const isUnknown = entry.name === "drops of tables";
    expect(errors.map(summary)).toEqual(Array(3).fill(isUnknown ? "17, unknown" : undefined));
    expect(await existing(entry)).toEqual([makes, makes, makes]);
  });

  test("that is not made, without an error", async () => {
    await prepare();
    const errors = await together(entry, async () => {
      throw lost;
    });
    expect(errors.map(summary)).toEqual(Array(3).fill("17, unknown"));
    expect(await existing(entry)).toEqual([!makes, !makes, !makes]);
  });

  test("that is refused for a conflict", async () => {
    await prepare();
    const errors = await together(entry, async () => {
      throw conflict;
    });
    expect(errors).toEqual([undefined, undefined, undefined]);
    expect(await existing(entry)).toEqual([makes, makes, makes]);
  });

  test("that Lance does not take for what one of them writes", async () => {
    await prepare();
    const errors = await together(entry, async () => {
      throw invalid;
    });
    expect(errors).toEqual([undefined, undefined, undefined]);
    expect(await existing(entry)).toEqual([makes, makes, makes]);
  });

  test("that changes nothing, since others were faster with one of the rows", async () => {
    await prepare();
    const rival = folder.open();
    const fault: Fault = async (commit) => {
      if (makes) await rival.createNamespace({ id: ["a", "new1"], properties: { by: "rival" } });
      else if (entry.id === tableOf) await rival.deregisterTable({ id: ["a", "t1"] });
      else await rival.dropNamespace({ id: ["a", "n1"] });
      return commit();
    };
    const errors = await together(entry, fault);
    expect(errors[0]).toBeUndefined();
    expect(errors[2]).toBeUndefined();
    const code = makes ? 2 : entry.id === tableOf ? 4 : 1;
    expect(errors[1]).toMatchObject({ code });
    await rival.close();
    expect(await existing(entry)).toEqual([makes, makes, makes]);
  });
});

test("64 callers of all kinds each get their own result", async () => {
  const catalog = folder.open();
  await catalog.createNamespace({ id: ["a"] });
  await catalog.createNamespace({ id: ["a", "taken"] });
  await catalog.createTable({ id: ["a", "table"], data: arrowStream([1]) });
  const reason = new Error("enough");
  const late = new AbortController();
  const expected: unknown[] = [];
  const calls = Array.from({ length: 64 }, (_, index): Promise<unknown> => {
    const expectCode = (code: unknown): void => void expected.push(code);
    switch (index % 8) {
      case 0:
        expectCode(2);
        return catalog.createNamespace({ id: ["a", "taken"] });
      case 1:
        expectCode(1);
        return catalog.createNamespace({ id: ["missing", `n${index}`] });
      case 2:
        expectCode(13);
        return catalog.createNamespace({ id: ["a", `not a name ${index}`] });
      case 3:
        expectCode(reason);
        return catalog.createNamespace({ id: ["a", `n${index}`] }, { signal: AbortSignal.abort(reason) });
      case 4:
        expectCode(index === 4 ? undefined : 2);
        return catalog.createNamespace({ id: ["a", "contended"], properties: { by: `${index}` } });
      case 5:
        expectCode(undefined);
        return catalog.createTable({ id: ["a", `t${index}`], data: arrowStream([index]) });
      default:
        expectCode(undefined);
        return catalog.createNamespace({ id: ["a", `n${index}`], properties: { by: `${index}` } });
    }
  });
  // Some more give up at any moment: each has its result or its reason, and made all of it or nothing.
  const undecided = Array.from({ length: 8 }, (_, index) =>
    errorOf(catalog.createNamespace({ id: ["a", `u${index}`] }, { signal: late.signal })),
  );
  setTimeout(() => late.abort(reason), 3);
  const errors = await Promise.all(calls.map(errorOf));
  const outcomes = await Promise.all(undecided);
  // Of those who want one name any may win.
  const contenders = errors.filter((_, index) => index % 8 === 4).map(codeOf);
  expect(contenders.toSorted()).toEqual([2, 2, 2, 2, 2, 2, 2, undefined]);
  const others = (list: readonly unknown[]): unknown[] => list.filter((_, index) => index % 8 !== 4);
  expect(others(errors.map(codeOf))).toEqual(others(expected));
  await catalog.close();
  await using again = new DirectoryNamespace({ root: folder.root });
  const { namespaces } = await again.listNamespaces({ id: ["a"] });
  const { tables } = await again.listTables({ id: ["a"] });
  const made = (kept: (index: number) => boolean, name: string): string[] =>
    Array.from({ length: 64 }, (_, index) => index)
      .filter(kept)
      .map((index) => `${name}${index}`);
  const kept = outcomes.flatMap((error, index) => (error === undefined ? [`u${index}`] : []));
  expect(outcomes.filter((error) => error !== undefined && error !== reason)).toEqual([]);
  expect(namespaces?.toSorted()).toEqual(
    ["taken", "contended", ...made((index) => index % 8 > 5, "n"), ...kept].toSorted(),
  );
  expect(tables?.toSorted()).toEqual(["table", ...made((index) => index % 8 === 5, "t")].toSorted());
  for (const name of made((index) => index % 8 > 5, "n")) {
    const { properties } = await again.describeNamespace({ id: ["a", name] });
    expect(properties).toEqual({ by: name.slice(1) });
  }
  const intents = (await manifestRows(folder.root)).filter(({ metadata }) => metadata?.includes("lancetree"));
  expect(intents).toEqual([]);
});

test("a parent and what is created below it at once stand in separate commits", async () => {
  const catalog = folder.open();
  for (let round = 0; round < 10; round++) {
    const top = `p${round}${randomBytes(2).toString("hex")}`;
    const [parent, child] = await Promise.all([
      errorOf(catalog.createNamespace({ id: [top] })),
      errorOf(catalog.createNamespace({ id: [top, "c"] })),
    ]);
    expect(parent).toBeUndefined();
    expect([undefined, 1]).toContain(codeOf(child));
    const { namespaces } = await catalog.listNamespaces({ id: [top] });
    expect(namespaces).toEqual(child === undefined ? ["c"] : []);
  }
});

async function versions(): Promise<number> {
  const names = await readdir(join(folder.root, "__manifest", "_versions"));
  return names.filter((name) => name.endsWith(".manifest")).length;
}

function codeOf(error: unknown): unknown {
  return isNamespaceError(error) ? error.code : error;
}

function summary(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  if (!isNamespaceError(error)) return error instanceof Error ? error.message : "no error at all";
  return `${error.code}${error.message.includes("unknown") ? ", unknown" : ""}`;
}
