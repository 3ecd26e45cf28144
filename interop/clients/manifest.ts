import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { openTableEngine, type Table } from "@lancetree/tables";
import { Field, List, Schema, Utf8 } from "apache-arrow";

export interface ManifestRow {
  readonly object_id: string;
  readonly object_type: string;
  readonly location: string | null;
  readonly metadata: string | null;
}

/** Reads and writes the manifest table directly, without the rules of a client. */
export interface ManifestMethods {
  manifestRows(): Promise<ManifestRow[]>;
  /** Ids of the rows with an intent. */
  rowsWithIntents(): Promise<string[]>;
  /** Violations of the invariants in all versions of the table, and the number of versions. */
  inspectHistory(): Promise<{ versions: number; findings: string[] }>;
  /** The value of the field metadata that makes a column Lance's primary key. */
  primaryKey(): Promise<string | undefined>;
  /** Creates a table as clients wrote it before the primary key was introduced. */
  createOldManifest(namespaces: readonly string[]): Promise<void>;
  deleteManifestRow(id: string): Promise<void>;
  /** The number of version files. */
  countVersions(): Promise<number>;
  /** The newest version file as a string, for values that LanceDB for JavaScript does not expose. */
  latestVersionText(): Promise<string>;
}

const primaryKeyProperty = "lance-schema:unenforced-primary-key:position";
const columnNames = ["object_id", "object_type", "location", "metadata", "base_objects"];

export function manifestMethods(root: () => string): ManifestMethods {
  const location = (): string => join(root(), "__manifest");
  const use = async <T>(task: (table: Table) => Promise<T>): Promise<T> => {
    await using engine = await openTableEngine();
    const table = await engine.open({ location: location() });
    try {
      return await task(table);
    } finally {
      table.close();
    }
  };
  const versionFiles = async (): Promise<string[]> =>
    (await readdir(join(location(), "_versions"))).filter((file) => file.endsWith(".manifest"));
  return {
    manifestRows: () => use(readRows),
    async rowsWithIntents() {
      const rows = await use(readRows);
      return rows.filter((row) => row.metadata?.includes("lancetree.")).map((row) => row.object_id);
    },
    inspectHistory: () => use(inspect),
    primaryKey: () =>
      use(async (table) => {
        const schema = await table.schema();
        return schema.fields.find((field) => field.name === "object_id")?.metadata.get(primaryKeyProperty);
      }),
    async createOldManifest(namespaces) {
      await using engine = await openTableEngine();
      const schema = new Schema([
        new Field("object_id", new Utf8(), false),
        new Field("object_type", new Utf8(), false),
        new Field("location", new Utf8(), true),
        new Field("metadata", new Utf8(), true),
        new Field("base_objects", new List(new Field("object_id", new Utf8(), true)), true),
      ]);
      const table = await engine.createEmpty({ location: location() }, schema);
      await table.add(
        namespaces.map((id) => ({
          object_id: id,
          object_type: "namespace",
          location: null,
          metadata: null,
          base_objects: null,
        })),
      );
      table.close();
    },
    deleteManifestRow: (id) =>
      use(async (table) => {
        await table.delete(`object_id = '${id}'`);
      }),
    async countVersions() {
      return (await versionFiles()).length;
    },
    async latestVersionText() {
      // Lance's file names count down, so the newest is the first.
      const [newest = ""] = (await versionFiles()).toSorted();
      return readFile(join(location(), "_versions", newest), "latin1");
    },
  };
}

async function readRows(table: Table): Promise<ManifestRow[]> {
  const rows = (await table.query().toArray()) as ManifestRow[];
  return rows
    .map(({ object_id, object_type, location, metadata }) => ({
      object_id,
      object_type,
      location,
      metadata,
    }))
    .toSorted((a, b) => (a.object_id < b.object_id ? -1 : 1));
}

async function inspect(table: Table): Promise<{ versions: number; findings: string[] }> {
  const last = await table.version();
  const findings: string[] = [];
  for (let version = 1; version <= last; version++) {
    await table.checkout(version);
    const columns = (await table.schema()).fields.map((field) => field.name);
    if (columns.join() !== columnNames.join())
      findings.push(`version ${version} has the columns ${columns.join()}`);
    const rows = await readRows(table);
    const ids = new Set(rows.map((row) => row.object_id));
    if (ids.size < rows.length) findings.push(`version ${version} has an id twice`);
    for (const { object_id: id, object_type: type } of rows) {
      if (type !== "namespace" && type !== "table") findings.push(`version ${version}: ${id} is a ${type}`);
    }
  }
  return { versions: last, findings };
}
