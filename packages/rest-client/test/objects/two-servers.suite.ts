import { randomUUID } from "node:crypto";
import { isNamespaceError } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { RestNamespace } from "../../src/index.ts";

/* Two Lancetree servers, each with a catalog of its own over one bucket, as behind a load balancer. */

const storageOptions: Record<string, string> = { ...inject("storageOptions") };
const root = `${inject("bucket")}/${randomUUID()}`;
const closing: (() => Promise<void>)[] = [];
const clients: RestNamespace[] = [];

beforeAll(async () => {
  for (let index = 0; index < 2; index++) {
    const catalog = new DirectoryNamespace({ root, storageOptions });
    const served = withTables(catalog, { storageOptions });
    const server = await serve(served, { port: 0 });
    clients.push(new RestNamespace({ uri: server.url }));
    closing.push(async () => {
      await server.close();
      await served.close();
      await catalog.close();
    });
  }
});

afterAll(async () => {
  for (const close of closing) await close();
});

let callCount = 0;

/** The client of one server, then of the other. */
function next(): RestNamespace {
  const client = clients[callCount++ % clients.length];
  if (client === undefined) throw new Error("There is no server.");
  return client;
}

const rows = (...ids: number[]): Uint8Array =>
  tableToIPC(tableFromArrays({ id: Float64Array.from(ids) }), "stream");

async function names(id: string[]): Promise<string[]> {
  return (await next().listNamespaces({ id })).namespaces;
}

async function tables(id: string[]): Promise<string[]> {
  return (await next().listTables({ id })).tables;
}

async function count(id: string[]): Promise<number> {
  return Number((await next().countTableRows({ id })).count);
}

test("every acknowledged write shows in the next read, which the other server handles", async () => {
  for (let round = 0; round < 12; round++) {
    const name = `n${round}`;
    await next().createNamespace({ id: [name], properties: { round: `${round}` } });
    expect(await names([])).toContain(name);
    expect((await next().describeNamespace({ id: [name] })).properties).toEqual({ round: `${round}` });

    // A table below it, and one at the root, where data comes as a copy.
    for (const id of [[name, "t"], [`root${round}`]]) {
      await next().createTable({ id, data: rows(1, 2) });
      expect(await tables(id.slice(0, -1))).toContain(id.at(-1));
      expect(await count(id)).toBe(2);
      await next().insertIntoTable({ id, data: rows(3) });
      expect(await count(id)).toBe(3);
      await next().createTable({ id, mode: "overwrite", data: rows(7) });
      expect(await count(id)).toBe(1);
    }
    await next().renameTable({ id: [name, "t"], new_table_name: "u", new_namespace_id: [name] });
    expect(await tables([name])).toEqual(["u"]);
    await next().dropTable({ id: [`root${round}`] });
    expect(await tables([])).not.toContain(`root${round}`);

    await next().createNamespace({ id: [name], mode: "overwrite", properties: { round: "new" } });
    expect((await next().describeNamespace({ id: [name] })).properties).toEqual({ round: "new" });
    expect(await tables([name])).toEqual([]);
    if (round % 2 === 0) continue;
    await next().dropNamespace({ id: [name], behavior: "cascade" });
    expect(await names([])).not.toContain(name);
  }
});

test("of two creates at once on both servers one wins, and both servers say which", async () => {
  for (let round = 0; round < 8; round++) {
    const id = round % 2 === 0 ? [`race${round}`] : ["n0", `race${round}`];
    const calls = clients.map((client, index) =>
      client.createTable({ id, properties: { by: `${index}` }, data: rows(index) }).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    const errors = await Promise.all(calls);
    const lost = errors.filter((error) => error !== undefined);
    expect(lost.map((error) => isNamespaceError(error, 5))).toEqual([true]);
    const winner = errors.indexOf(undefined);
    for (const client of clients) {
      expect((await client.describeTable({ id })).properties).toEqual({ by: `${winner}` });
      expect((await client.countTableRows({ id })).count).toBe(1n);
    }
  }
});
