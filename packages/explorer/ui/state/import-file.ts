import { encodeTable } from "../server/encode-table.ts";
import { readRows } from "../server/rows.ts";
import { fullText } from "./cell-text.ts";
import { inferType, parseAs } from "./import-types.ts";
import { parseCsv } from "./parse-csv.ts";

/** A file that a table can be made of. */
export interface ImportedFile {
  readonly kind: "rows" | "arrow";
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rowCount: number;
  /** A value as the preview shows it; null for null. */
  text(row: number, column: string): string | null;
  /** The values of a column of a file with rows. */
  values(column: string): readonly unknown[];
  readonly bytes: Uint8Array | undefined;
}

/** The types that a column can be given. */
export const typeNames = ["string", "int64", "float64", "bool", "timestamp"] as const;

const maxBytes = 100_000_000;

/** Reads a CSV, JSON Lines, Parquet or Arrow file. Rejects with an Error that says what is wrong with it. */
export async function importFile(file: File): Promise<ImportedFile> {
  if (file.size > maxBytes)
    throw new Error(
      "The file is larger than 100 MB. Import it with the command line: lancetree create-table.",
    );
  if (/\.(arrow|arrows|ipc|feather)$/i.test(file.name))
    return await importArrow(new Uint8Array(await file.arrayBuffer()));
  if (/\.(parquet|pq)$/i.test(file.name)) {
    const { readParquet } = await import("../server/parquet/read-parquet.ts");
    return await importArrow(await readParquet(file));
  }
  const text = await file.text();
  return /\.(jsonl|ndjson|json)$/i.test(file.name) ? importJsonLines(text) : importCsv(text);
}

/** The rows as an Arrow stream, with the types that the user chose. */
export async function toArrow(
  file: ImportedFile,
  types: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  if (file.bytes) return file.bytes;
  const columns = file.columns.map(({ name, type }) => {
    const chosen = types[name] ?? type;
    return {
      name,
      type: chosen,
      values: file.values(name).map((value, row) => parseAs(value, chosen, name, row)),
    };
  });
  return await encodeTable(columns, file.rowCount);
}

async function importArrow(bytes: Uint8Array): Promise<ImportedFile> {
  const page = await readRows(bytes);
  return {
    kind: "arrow",
    columns: page.columns,
    rowCount: page.length,
    text: (row, column) => {
      const value = page.cell(row, column);
      return value === null ? null : fullText(value).slice(0, 100);
    },
    values: () => [],
    bytes,
  };
}

function importCsv(text: string): ImportedFile {
  const [names, ...rows] = parseCsv(text);
  if (!names) throw new Error("The file is empty.");
  const wrong = rows.findIndex((row) => row.length !== names.length);
  if (wrong >= 0)
    throw new Error(
      `Row ${wrong + 1} has ${rows[wrong]?.length} values; the first line has ${names.length} names.`,
    );
  return fromRows(names, (row, column) => rows[row]?.[column] ?? null, rows.length);
}

function importJsonLines(text: string): ImportedFile {
  const rows = text.split("\n").flatMap((line, index): Record<string, unknown>[] => {
    if (line.trim() === "") return [];
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return [{ ...value }];
    } catch {
      // Reported below, with the line.
    }
    throw new Error(`Line ${index + 1} is not a JSON object.`);
  });
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return fromRows(names, (row, column) => rows[row]?.[names[column] ?? ""] ?? null, rows.length);
}

function fromRows(
  names: readonly string[],
  at: (row: number, column: number) => unknown,
  rowCount: number,
): ImportedFile {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new Error(`Two columns have the name “${repeated}”.`);
  if (names.length === 0) throw new Error("The file has no columns.");
  const values = (name: string): readonly unknown[] => {
    const column = names.indexOf(name);
    return Array.from({ length: rowCount }, (_, row) => at(row, column));
  };
  return {
    kind: "rows",
    columns: names.map((name) => ({ name, type: inferType(values(name)) })),
    rowCount,
    text: (row, name) => {
      const value = at(row, names.indexOf(name));
      if (value === null) return null;
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return text.slice(0, 100);
    },
    values,
    bytes: undefined,
  };
}
