/** A process that ends at any statement of a change leaves the state before it or after it, and no folder. */
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isNamespaceError } from "@lancetree/core";
import { openTableEngine, type TableEngine } from "@lancetree/tables";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { arrowStream, idsIn, writeTable } from "../../../dir-namespace/test/support/rows.ts";
import { PostgresNamespace } from "../../src/index.ts";
import { type EndAt, EndingPool } from "./ending-pool.ts";

type Change = (namespace: PostgresNamespace) => Promise<unknown>;

const changes: Readonly<Record<string, Change>> = {
  "a namespace is created": (namespace) => namespace.createNamespace({ id: ["new"], properties: { x: "1" } }),
  "a namespace is dropped": (namespace) => namespace.dropNamespace({ id: ["a", "b"] }),
  "a namespace is dropped with its contents": (namespace) =>
    namespace.dropNamespace({ id: ["a"], behavior: "cascade" }),
  "a namespace is overwritten": (namespace) =>
    namespace.createNamespace({ id: ["a"], mode: "overwrite", properties: { x: "2" } }),
  "a table is created": (namespace) => namespace.createTable({ id: ["new"], data: arrowStream([5]) }),
  "a table is overwritten": (namespace) =>
    namespace.createTable({ id: ["a", "t"], data: arrowStream([6]), mode: "overwrite" }),
  "a table is declared": (namespace) => namespace.declareTable({ id: ["new"] }),
  "a table is registered": (namespace) =>
    namespace.registerTable({ id: ["new"], location: "outside/new.lance" }),
  "a table is dropped": (namespace) => namespace.dropTable({ id: ["a", "t"] }),
  "a table is deregistered": (namespace) => namespace.deregisterTable({ id: ["a", "u"] }),
  "a table is renamed": (namespace) =>
    namespace.renameTable({ id: ["a", "t"], new_table_name: "v", new_namespace_id: [] }),
};

let folder: string;
let control: Client;
let engine: TableEngine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-postgres-"));
  await writeTable(join(folder, "outside.lance"), [7]);
  control = new Client(inject("postgresUrl"));
  await control.connect();
  engine = await openTableEngine();
});

afterAll(async () => {
  await engine.close();
  await control.end();
  await rm(folder, { recursive: true, force: true });
});

/** A process with a catalog of its own that ends at a statement of a change. */
class Crash implements AsyncDisposable {
  readonly catalog = randomUUID();
  readonly root = join(folder, this.catalog);
  readonly other = new PostgresNamespace({
    database: inject("postgresUrl"),
    root: this.root,
    catalog: this.catalog,
  });
  readonly #pool: EndingPool;
  readonly #namespace: PostgresNamespace;

  constructor() {
    const url = new URL(inject("postgresUrl"));
    url.searchParams.set("application_name", this.catalog);
    this.#pool = new EndingPool(url.href);
    this.#namespace = new PostgresNamespace({
      database: this.#pool,
      root: this.root,
      catalog: this.catalog,
    });
  }

  async prepare(): Promise<void> {
    for (const name of ["new.lance", "u.lance"])
      cpSync(join(folder, "outside.lance"), join(this.root, "outside", name), { recursive: true });
    const namespace = this.#namespace;
    await namespace.createNamespace({ id: ["a"], properties: { at: "a" } });
    await namespace.createNamespace({ id: ["a", "b"] });
    await namespace.createTable({ id: ["a", "t"], data: arrowStream([1, 2]) });
    await namespace.registerTable({ id: ["a", "u"], location: "outside/u.lance" });
    await namespace.removeDueFiles();
  }

  /** @returns whether the process ended before it was done */
  async run(change: Change, statement = Number.POSITIVE_INFINITY, when: EndAt = "before"): Promise<boolean> {
    this.#pool.endAt(statement, when);
    const work = change(this.#namespace).then(() => this.#namespace.removeDueFiles());
    const isEnded = (await Promise.race([work, this.#pool.ended])) === "ended";
    // What the process sent last is worked on to its end.
    if (isEnded) while (await this.#isConnected()) await sleep(5);
    return isEnded;
  }

  async #isConnected(): Promise<boolean> {
    const { rows } = await control.query("select 1 from pg_stat_activity where application_name = $1", [
      this.catalog,
    ]);
    return rows.length > 0;
  }

  /** A day later another process removes what is left. */
  async removeLeft(): Promise<void> {
    await control.query("update lancetree_pending_files set not_before = now() where catalog = $1", [
      this.catalog,
    ]);
    await this.other.removeDueFiles();
  }

  /** Every object with its properties and its rows. */
  async state(): Promise<string[]> {
    const lines: string[] = [];
    const visit = async (id: string[]): Promise<void> => {
      const { properties } = await this.other.describeNamespace({ id });
      lines.push(`${id.join("/")} ${JSON.stringify(properties)}`);
      for (const name of (await this.other.listTables({ id, include_declared: true })).tables) {
        const table = await this.other.describeTable({ id: [...id, name], check_declared: true });
        const rows = table.is_only_declared === true ? "declared" : await idsIn(engine, table.location);
        lines.push(`${[...id, name].join("/")} ${JSON.stringify(table.properties)} ${String(rows)}`);
      }
      for (const name of (await this.other.listNamespaces({ id })).namespaces) await visit([...id, name]);
    };
    await visit([]);
    return lines;
  }

  /** Folders that no table names, and tables whose folder is gone. */
  async leftOver(): Promise<string[]> {
    const { rows } = await control.query<{ location: string; declared: boolean }>(
      "select location, declared from lancetree_objects where catalog = $1 and kind = 2",
      [this.catalog],
    );
    const named = rows.map(({ location }) => location);
    const folders = existsSync(this.root) ? readdirSync(this.root) : [];
    return [
      ...folders.filter((name) => name !== "outside" && !named.includes(name)),
      ...rows
        .filter(({ location, declared }) => !declared && !existsSync(join(this.root, location)))
        .map(({ location }) => `${location} is gone`),
    ];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.other.close();
    await this.#pool.end();
    await rm(this.root, { recursive: true, force: true });
  }
}

test.each(Object.keys(changes))("%s", async (name) => {
  const change = changes[name];
  if (change === undefined) throw new RangeError(name);
  await using whole = new Crash();
  await whole.prepare();
  const before = await whole.state();
  await whole.run(change);
  const after = await whole.state();
  expect(after).not.toEqual(before);
  const seen = new Set<boolean>();
  for (let statement = 0, isEnded = true; isEnded; statement++) {
    for (const when of ["before", "sent"] as const) {
      await using crash = new Crash();
      await crash.prepare();
      isEnded = await crash.run(change, statement, when);
      const state = await crash.state();
      const where = `${when === "before" ? "before" : "after"} statement ${statement}`;
      expect([before, after], where).toContainEqual(state);
      const isDone = String(state) === String(after);
      seen.add(isDone);
      await crash.removeLeft();
      expect(await crash.leftOver(), where).toEqual([]);
      // Another process makes the change, unless it is made.
      await change(crash.other).catch((error: unknown) => {
        if (!isDone || !isNamespaceError(error)) throw error;
      });
      expect(await crash.state(), where).toEqual(after);
    }
  }
  expect(seen).toEqual(new Set([false, true]));
});
