import {
  type ArrowField,
  type ArrowReader,
  commonListLength,
  type VectorType,
  withVectors,
} from "@lancetree/arrow";
import { DataType, Precision } from "apache-arrow-21";
import { usageError } from "../errors/cli-error.ts";
import { didYouMean } from "../suggestion.ts";
import { parseColumnType } from "./column-type.ts";
import type { RowSource, TextOptions } from "./row-source.ts";

const bitsOf = { [Precision.HALF]: 16, [Precision.SINGLE]: 32, [Precision.DOUBLE]: 64 } as const;

/**
 * The rows of a file that contains its types. Lists become vectors where `--type` or the table that receives the rows
 * requires vectors.
 *
 * @throws a usage error for a column that the file lacks, and for a type that is not a vector; InvalidInput for a
 * column without lists
 */
export function withListColumns(
  file: string,
  reader: ArrowReader,
  { types, vectors }: Pick<TextOptions, "types" | "vectors">,
): { readonly reader: ArrowReader; readonly notes: NonNullable<RowSource["notes"]> } {
  const names = reader.schema.fields.map(({ name }) => name);
  const vectorTypes = new Map<string, VectorType>();
  for (const [name, text] of types) {
    if (!names.includes(name)) {
      throw usageError(`--type names the column "${name}", which ${file} lacks.`, didYouMean(name, names));
    }
    vectorTypes.set(name, vectorType(file, text));
  }
  for (const { name, type, children } of reader.schema.fields) {
    const vector = vectors?.get(name);
    const [item] = children;
    const isHalf = item?.type.kind === "float" && item.type.bits === 16;
    // LanceDB checks all other differences between a column and the table.
    if (vector && isList(type) && isNumber(item) && isHalf === (vector.bits === 16))
      vectorTypes.set(name, vector);
  }
  return watched(withVectors(reader, vectorTypes));
}

function isList({ kind }: ArrowField["type"]): boolean {
  return kind === "list" || kind === "large_list";
}

function isNumber(item: ArrowField | undefined): boolean {
  return item !== undefined && !item.dictionary && (item.type.kind === "float" || item.type.kind === "int");
}

function vectorType(file: string, text: string): VectorType {
  const type = parseColumnType(text);
  const item: unknown = DataType.isFixedSizeList(type) ? type.children[0]?.type : undefined;
  if (DataType.isFixedSizeList(type) && item instanceof DataType && DataType.isFloat(item)) {
    return { length: type.listSize, bits: bitsOf[item.precision] };
  }
  throw usageError(
    `${file} contains the types of its columns; --type can only turn its lists into vectors.`,
    "write it as --type COLUMN=float32[128]",
  );
}

/** Counts the numbers in lists while they are read, to note which columns could be vectors. */
function watched(reader: ArrowReader): ReturnType<typeof withListColumns> {
  const lengths = new Map<number, number | "several">();
  const lists = [...reader.schema.fields.entries()].filter(
    ([, { type, children }]) => isList(type) && children[0]?.type.kind === "float",
  );
  async function* batches(): ArrowReader["batches"] {
    for await (const read of reader.batches) {
      for (const [index] of lists) {
        const column = read.batch.columns[index];
        const [before, length] = [lengths.get(index), column && commonListLength(column)];
        if (length !== undefined) lengths.set(index, (before ?? length) === length ? length : "several");
      }
      yield read;
    }
  }
  const notes = (): string[] =>
    lists.flatMap(([index, { name, children }]) => {
      const length = lengths.get(index);
      if (length === undefined || length === "several" || length < 2) return [];
      const [item] = children;
      const float = item?.type.kind === "float" && item.type.bits === 16 ? "float16" : "float32";
      return `column "${name}" contains lists, and query --vector searches only vectors; all lists have ${length} numbers, so --type '${name}=${float}[${length}]' turns them into vectors`;
    });
  return { reader: { ...reader, batches: batches() }, notes };
}
