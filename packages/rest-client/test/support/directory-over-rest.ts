import { cpSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Profile, Row } from "@lancetree/conformance";
import { type OperationName } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { RestNamespace, type RestNamespaceOptions } from "@lancetree/rest-client";
import { serve } from "@lancetree/rest-server/node";
import { unsupportedReasons, withTables } from "@lancetree/tables";
import {
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  List,
  Table,
  tableFromIPC,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";

/** Writes the table that cases register copies of, into a folder, and returns its location. */
export async function writeRegistered(folder: string): Promise<string> {
  const directory = new DirectoryNamespace({ root: folder });
  const namespace = withTables(directory);
  await namespace.createTable({ id: ["t"], data: encode([{ id: 1 }]) });
  await namespace.close();
  await directory.close();
  return join(folder, "t.lance");
}

/**
 * How the kit sees a directory with data operations behind our server and our client, over a real socket.
 *
 * @param registered - the folder of a table
 * @param options - of the client
 */
export function directoryOverRest(
  registered: () => string,
  options: Partial<RestNamespaceOptions> = {},
): Profile {
  let root = "";
  return {
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), "lancetree-conformance-"));
      root = join(folder, "catalog");
      const directory = new DirectoryNamespace({ root });
      const tables = withTables(directory);
      const server = await serve(tables, { port: 0 });
      return {
        namespace: new RestNamespace({ retry: false, ...options, uri: server.url }),
        close: async () => {
          await server.close();
          await tables.close();
          await directory.close();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
    unsupported: Object.keys(unsupportedReasons) as OperationName[],
    arrowStream: encode([{ id: 1 }]),
    arrow: {
      encode,
      decode: (file) =>
        tableFromIPC(file)
          .toArray()
          .map((row) => row.toJSON()),
    },
    stageVersion: async (location, version) => {
      const name = `${(2n ** 64n - 1n - BigInt(version)).toString().padStart(20, "0")}.manifest`;
      const path = join(location.replace(/^file:\/\//, ""), "_versions", name);
      await rename(path, `${path}-staged`);
      return `${path}-staged`.slice(1);
    },
    // Only what is there can be registered.
    location: (index) => {
      const location = `registered/${index}-${basename(registered())}`;
      cpSync(registered(), join(root, location), { recursive: true });
      return location;
    },
  };
}

function encode(rows: readonly Row[]): Uint8Array {
  const [first = {}] = rows;
  const columns = Object.entries(first).map(([name, value]) => [
    name,
    vectorFromArray(
      rows.map((row) => row[name]),
      typeOf(name, value),
    ),
  ]);
  return tableToIPC(new Table(Object.fromEntries(columns)), "stream");
}

function typeOf(name: string, value: unknown): DataType {
  if (typeof value === "number") return new Float64();
  if (!Array.isArray(value)) return new Utf8();
  return name === "vector"
    ? new FixedSizeList(value.length, new Field("item", new Float32(), true))
    : new List(new Field("item", new Utf8(), true));
}
