import { joinStreams } from "@lancetree/arrow";
import {
  type Data,
  type DataType,
  Field,
  makeBuilder,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
} from "apache-arrow-21";
import type { InferredType } from "./inferred-type.ts";
import { toArrowType, toArrowValue } from "./to-arrow-type.ts";
import { vectorData, vectorLength, vectorType } from "./vector-column.ts";

/** A row, its values in the order of the columns. */
export type Row = readonly unknown[];

export interface InferredColumn {
  readonly name: string;
  readonly type: InferredType;
}

const rowsAtOnce = 4096;

/** Encodes rows as an Arrow IPC stream, some thousand at a time. */
export function encodeRows(
  columns: readonly InferredColumn[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  const schema = new Schema(columns.map(({ name, type }) => new Field(name, columnType(type), true)));
  return joinStreams(streams(schema, columns, rows));
}

async function* streams(
  schema: Schema,
  columns: readonly InferredColumn[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<Uint8Array> {
  yield tableToIPC(new Table(schema), "stream");
  let held: Row[] = [];
  for await (const row of rows) {
    held.push(row);
    if (held.length < rowsAtOnce) continue;
    yield encodeBatch(schema, columns, held);
    held = [];
  }
  if (held.length > 0) yield encodeBatch(schema, columns, held);
}

function encodeBatch(schema: Schema, columns: readonly InferredColumn[], rows: readonly Row[]): Uint8Array {
  const children = columns.map(({ type }, index) =>
    columnData(
      type,
      rows.map((row) => row[index]),
    ),
  );
  const data = makeData({ type: new Struct(schema.fields), children, length: rows.length, nullCount: 0 });
  return tableToIPC(new Table([new RecordBatch(schema, data)]), "stream");
}

function columnType(type: InferredType): DataType {
  const length = vectorLength(type);
  return length === undefined ? toArrowType(type) : vectorType(length);
}

function columnData(type: InferredType, values: readonly unknown[]): Data {
  const length = vectorLength(type);
  if (length !== undefined) return vectorData(length, values);
  const builder = makeBuilder({ type: toArrowType(type), nullValues: [null] });
  for (const value of values) builder.append(toArrowValue(type, value));
  return builder.finish().flush();
}
