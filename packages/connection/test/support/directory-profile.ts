import { cpSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, makeArrowTable } from "@lancedb/lancedb";
import type { Fixture, Profile, Row } from "@lancetree/conformance";
import type { Namespace } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { unsupportedReasons, withTables } from "@lancetree/tables";
import type * as Arrow from "apache-arrow";

// The copy of Arrow that LanceDB works with.
const lancedb = createRequire(import.meta.url).resolve("@lancedb/lancedb");
const arrow: typeof Arrow = createRequire(lancedb)("apache-arrow");

const encode = (rows: readonly Row[]): Uint8Array => arrow.tableToIPC(makeArrowTable([...rows]), "stream");

/** What the kit needs to know of a catalog with data operations, wherever its tables are. */
export const dataProfile = {
  unsupported: Object.keys(unsupportedReasons) as (keyof typeof unsupportedReasons)[],
  arrowStream: encode([{ id: 1 }]),
  arrow: {
    encode,
    decode: (file: Uint8Array): Row[] =>
      arrow
        .tableFromIPC(file)
        .toArray()
        .map((row) => row.toJSON()),
  },
};

/** Writes the table that cases register copies of. */
export async function writeRegistered(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-table-"));
  const connection = await connect(folder);
  (await connection.createTable("t", [{ id: 1 }])).close();
  connection.close();
  return folder;
}

/** How the kit sees a directory with data operations, or what `change` makes of it. */
export function directoryProfile(
  registered: () => string,
  change: (namespace: Namespace) => Namespace = (namespace) => namespace,
): Profile {
  return profileAt(registered, async (root) => {
    const directory = new DirectoryNamespace({ root });
    const namespace = withTables(directory);
    return {
      namespace: change(namespace),
      close: async () => {
        await namespace.close();
        await directory.close();
      },
    };
  });
}

/** How the kit sees a directory with data operations, however it is opened. */
export function profileAt(registered: () => string, openAt: (root: string) => Promise<Fixture>): Profile {
  let root = "";
  return {
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), "lancetree-conformance-"));
      root = join(folder, "catalog");
      const fixture = await openAt(root);
      return {
        namespace: fixture.namespace,
        close: async () => {
          await fixture.close?.();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
    ...dataProfile,
    stageVersion: async (location, version) => {
      const name = `${(2n ** 64n - 1n - BigInt(version)).toString().padStart(20, "0")}.manifest`;
      const path = join(location.replace(/^file:\/\//, ""), "_versions", name);
      await rename(path, `${path}-staged`);
      return `${path}-staged`.slice(1);
    },
    // Only what is there can be registered.
    location: (index) => {
      const location = `registered/${index}.lance`;
      cpSync(join(registered(), "t.lance"), join(root, location), { recursive: true });
      return location;
    },
  };
}
