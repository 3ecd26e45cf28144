import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { connect, connectNamespace } from "@lancedb/lancedb";
import { RestNamespace } from "@lancetree/rest-client";
import { toArrowStream } from "@lancetree/rest-client/arrow";
import {
  Binary,
  Bool,
  type DataType,
  Date_,
  DateUnit,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { hostile } from "./sample.ts";

/** Names that Lancetree does not create and other clients do. */
export const hostileNames = {
  markup: '<img src="x" onerror="window.attacked = true">',
  direction: "abc\u202Egnp.exe",
  control: "a\u0007b\nc\u001b[31m",
  "part of an address": "a?b=c&d#e%2Fü %",
  "a member of every object": "__proto__",
  long: "long".repeat(60),
} as const;

/** Lance refuses points in the names of columns, and Arrow for JavaScript keeps columns as members of an object. */
const columnNames: readonly string[] = Object.values(hostileNames)
  .filter((name) => name !== hostileNames["a member of every object"])
  .map((name) => name.replaceAll(".", "_"));

export const longText: string = "0123456789abcdef".repeat(655_360);
const dimensions = 4096;

/** Objects that are in the catalog's table as another client may write them, and tables with values that are difficult to show. */
export async function createHostile(root: string, uri: string): Promise<void> {
  await addRows(root);
  const catalog = new RestNamespace({ uri, timeoutMs: 1_800_000 });
  await catalog.createNamespace({
    id: ["values"],
    properties: Object.fromEntries([
      ...columnNames.map((name) => [name, hostile.markup]),
      ["turned", hostile.direction],
      ["control", hostile.control],
      ["long", "x".repeat(40_000)],
    ]),
  });
  const create = async (name: string, table: Table): Promise<void> => {
    const parts: Uint8Array[] = [];
    for await (const part of toArrowStream(table)) parts.push(part);
    await catalog.createTable({ id: ["values", name], data: Buffer.concat(parts) });
  };
  await create("columns", hostileColumns());
  await create("large", large());
  await create("many_columns", manyColumns());
  await create("nulls", nulls());
}

/** Adds the rows of a namespace and of a table in it for each name. The tables share one folder. */
async function addRows(root: string): Promise<void> {
  const native = await connectNamespace("dir", { root });
  await native.createNamespace(["plain"]);
  (await native.createTable("source", [{ id: 1 }], ["plain"])).close();
  native.close();
  // LanceDB opens a table by its folder's name, which must end like this.
  const link = join(root, "manifest.lance");
  symlinkSync(join(root, "__manifest"), link, "dir");
  const db = await connect(root);
  const manifest = await db.openTable("manifest");
  const [source] = (await manifest.query().where("object_id = 'plain$source'").toArray()) as {
    readonly location: string;
  }[];
  const row = (object_id: string, object_type: string, location: string | null): Record<string, unknown> => ({
    object_id,
    object_type,
    location,
    metadata: null,
    base_objects: null,
  });
  await manifest.add(
    Object.values(hostileNames).flatMap((name) => [
      row(name, "namespace", null),
      row(`${name}$inner`, "table", source?.location ?? ""),
    ]),
  );
  manifest.close();
  db.close();
  rmSync(link);
}

/** Columns whose names and values are hostile, in a schema with hostile metadata. */
function hostileColumns(): Table {
  const table = new Table(
    Object.fromEntries(
      columnNames.map((name) => [name, vectorFromArray([...columnNames, null], new Utf8())]),
    ),
  );
  const metadata = new Map([[hostile.markup, hostile.direction]]);
  const fields = table.schema.fields.map(
    ({ name, type, nullable }) => new Field(name, type, nullable, metadata),
  );
  return new Table(new Schema(fields, metadata), table.batches);
}

function large(): Table {
  const type = new FixedSizeList(dimensions, new Field("item", new Float32(), true));
  const vector = (row: number): Float32Array =>
    Float32Array.from({ length: dimensions }, (_, at) => Math.sin(row + at));
  return new Table({
    id: vectorFromArray([0, 1, 2], new Int32()),
    text: vectorFromArray([longText, "short", null], new Utf8()),
    vector: vectorFromArray([0, 1, 2].map(vector), type),
  });
}

function manyColumns(): Table {
  return new Table(
    Object.fromEntries(
      Array.from({ length: 2000 }, (_, at) => [
        `column_${String(at).padStart(4, "0")}`,
        vectorFromArray([at, at], new Int32()),
      ]),
    ),
  );
}

/** A column of each kind, without a value. */
function nulls(): Table {
  const types: Readonly<Record<string, DataType>> = {
    text: new Utf8(),
    integer: new Int64(),
    number: new Float64(),
    boolean: new Bool(),
    time: new TimestampMicrosecond("UTC"),
    day: new Date_(DateUnit.DAY),
    bytes: new Binary(),
    list: new List(new Field("item", new Utf8(), true)),
    struct: new Struct([new Field("inner", new Utf8(), true)]),
    vector: new FixedSizeList(8, new Field("item", new Float32(), true)),
  };
  return new Table(
    Object.fromEntries(
      Object.entries(types).map(([name, type]) => [name, vectorFromArray([null, null, null], type)]),
    ),
  );
}
