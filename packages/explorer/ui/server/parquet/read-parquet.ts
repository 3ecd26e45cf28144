import type { FileMetaData, ParquetParsers } from "hyparquet";
import { type BatchValues, encodeBatches } from "../arrow-data.ts";
import { loadCodecs } from "./codecs.ts";
import { fieldOf, isList } from "./schema.ts";
import { conversionOf } from "./values.ts";
import { withWrittenTypes } from "./written-schema.ts";

/** What the columns of a file may have uncompressed, in bytes. */
const maxBytes = 400_000_000;

/**
 * Reads a Parquet file as an Arrow stream, with the exact values. Rejects with an Error for a file that is damaged, or
 * that has more than 400 MB uncompressed.
 */
export async function readParquet(blob: Blob): Promise<Uint8Array> {
  const { parquetMetadataAsync, parquetScan, parquetSchema } = await import("hyparquet");
  const file = {
    byteLength: blob.size,
    slice: (start: number, end?: number) => blob.slice(start, end).arrayBuffer(),
  };
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const size = metadata.row_groups.reduce((sum, group) => sum + Number(group.total_byte_size), 0);
  if (size > maxBytes)
    throw new Error(
      "The rows have more than 400 MB. Import them with the command line: lancetree create-table.",
    );
  const trees = parquetSchema(metadata).children;
  const note = metadata.key_value_metadata?.find(({ key }) => key === "ARROW:schema")?.value;
  const fields = await withWrittenTypes(
    trees.map((tree) => fieldOf(tree)),
    note,
  );
  const conversions = fields.map((field, index) => {
    const tree = trees[index];
    return tree && conversionOf(field, tree);
  });
  const codecs = metadata.row_groups.flatMap(({ columns }) =>
    columns.map((column) => column.meta_data?.codec),
  );
  const compressors = await loadCodecs(new Set(codecs.flatMap((codec) => codec ?? [])));
  const scan = await parquetScan({
    file,
    metadata: withRawValues(metadata),
    compressors,
    parsers,
    utf8: false,
  });
  async function* batches(): AsyncGenerator<BatchValues> {
    for (const range of scan.ranges) {
      const columns: (readonly unknown[])[] = [];
      for (const [index, { name }] of fields.entries()) {
        const values = await scan.readColumn({ column: name, ...range });
        const convert = conversions[index];
        columns.push(Array.from(values as ArrayLike<unknown>, (value) => (convert ? convert(value) : value)));
      }
      yield { length: range.rowEnd - range.rowStart, columns };
    }
  }
  return await encodeBatches(fields, batches());
}

/** Without the annotations by which the reader would make inexact numbers and dates of the values. */
function withRawValues(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    const { converted_type: _, logical_type: __, ...raw } = element;
    return isList(element) ? { ...raw, converted_type: "LIST" as const } : raw;
  });
  return { ...metadata, schema };
}

/** The old timestamps of 96 bits have no annotation. */
const parsers: Partial<ParquetParsers> = { timestampFromNanoseconds: (value) => value };
