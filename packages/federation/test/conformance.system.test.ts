import { cpSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caseCount, conformance, formatTotals, type Profile, type Report } from "@lancetree/conformance";
import type { OperationName } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { RestNamespace } from "@lancetree/rest-client";
import { serve } from "@lancetree/rest-server/node";
import { unsupportedReasons, withTables } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadFederation } from "../src/index.ts";
import { decode, encode } from "./support/arrow.ts";

const prefix = ["tenants", "a.b-c_1"];
/** A view names its source by a path of the whole database. */
const notBelow: readonly OperationName[] = ["createMaterializedView", "refreshMaterializedView"];
let registered = "";
/** A catalog that contains only the prefix. */
let prefixed = "";

beforeAll(async () => {
  registered = await mkdtemp(join(tmpdir(), "lancetree-registered-"));
  await using directory = new DirectoryNamespace({ root: registered });
  await using namespace = withTables(directory);
  await namespace.createTable({ id: ["t"], data: encode([{ id: 1 }]) });
  prefixed = await mkdtemp(join(tmpdir(), "lancetree-prefixed-"));
  await using parent = new DirectoryNamespace({ root: prefixed });
  for (const depth of prefix.keys()) await parent.createNamespace({ id: prefix.slice(0, depth + 1) });
});

afterAll(async () => {
  for (const folder of [registered, prefixed]) await rm(folder, { recursive: true, force: true });
});

describe("our client, our server and a prefix of a federated directory", () => {
  conformance({ describe, it }, { ...profile(), report: compare });
});

function profile(): Profile {
  let root = "";
  return {
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), "lancetree-conformance-"));
      root = join(folder, "catalog");
      cpSync(prefixed, root, { recursive: true });
      const file = join(folder, "dbs.toml");
      await writeFile(file, '[federated_dbs.one]\nns_impl = "dir"\nroot = "catalog"\n');
      const federation = await loadFederation(file);
      const server = await serve(federation.choose, { port: 0 });
      const headers = { "x-lancedb-database": "one", "x-lancedb-database-prefix": prefix.join("/") };
      return {
        namespace: new RestNamespace({ retry: false, uri: server.url, headers }),
        close: async () => {
          await server.close();
          await federation.close();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
    unsupported: [...(Object.keys(unsupportedReasons) as OperationName[]), ...notBelow],
    arrowStream: encode([{ id: 1 }]),
    arrow: { encode, decode },
    stageVersion: async (location, version) => {
      const name = `${(2n ** 64n - 1n - BigInt(version)).toString().padStart(20, "0")}.manifest`;
      const path = join(location.replace(/^file:\/\//, ""), "_versions", name);
      await rename(path, `${path}-staged`);
      return `${path}-staged`.slice(1);
    },
    // Only an existing folder can be registered, and only below a folder with the name of the prefix.
    location: (index) => {
      const location = `registered/${index}.lance`;
      cpSync(join(registered, "t.lance"), join(root, ...prefix, location), { recursive: true });
      return location;
    },
  };
}

/** Below a prefix the kit reports the same capabilities as without one, except for operations that need the root. */
async function compare(report: Report): Promise<void> {
  process.stdout.write(`rest, federation, dir with tables, prefix: ${formatTotals(report)}\n`);
  expect(report.run + report.unsupported).toBe(caseCount);
  const without = new URL("../../../docs/capabilities/rest-dir-with-tables.json", import.meta.url);
  const expected = JSON.parse(await readFile(without, "utf8")) as Report["capabilities"];
  const states = (capabilities: Report["capabilities"]) =>
    Object.entries(capabilities)
      .filter(([operation]) => !notBelow.some((name) => name === operation))
      .map(([operation, { state }]) => [operation, state]);
  expect(states(report.capabilities)).toEqual(states(expected));
}
