import type { Table } from "@lancetree/tables";
import { decodeRow, type Row } from "../protocol/row.ts";
import { quoted } from "./manifest-schema.ts";

/** What one version of the manifest table holds. */
export interface ManifestContent {
  readonly rows: ReadonlyMap<string, Row>;
  /** In words: what keeps clients from writing, and how to mend it. */
  readonly damage: readonly string[];
}

export async function readContent(table: Table): Promise<ManifestContent> {
  const columns = ["object_id", "object_type", "location", "metadata"];
  const content = await table.query().select(columns).toArrow();
  const [ids, kinds, locations, texts] = columns.map((name) => content.getChild(name));
  const rows = new Map<string, Row>();
  const duplicates = new Set<string>();
  const foreign = new Set<string>();
  for (let index = 0; index < content.numRows; index++) {
    const id = text(ids?.get(index)) ?? "";
    const kind = text(kinds?.get(index));
    if (kind !== "namespace" && kind !== "table") {
      foreign.add(kind ?? "null");
      continue;
    }
    const row = decodeRow(id, kind, text(locations?.get(index)), text(texts?.get(index)));
    if (rows.has(id)) duplicates.add(id);
    // Of two copies every reader must pick the same one, in whatever order they are stored.
    if (!rows.has(id) || order(row) < order(rows.get(id))) rows.set(id, row);
  }
  return { rows, damage: [...[...duplicates].map(describeDuplicate), ...[...foreign].map(describeForeign)] };
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function order(row: Row | undefined): string {
  return JSON.stringify([row?.kind, row?.location, row?.text]);
}

function describeDuplicate(id: string): string {
  return `the id ${JSON.stringify(id)} stands in more than one row: delete all but one of them from the __manifest table, by a predicate on object_id and on what tells them apart (location or metadata)`;
}

function describeForeign(kind: string): string {
  return `there are rows of the unknown type ${JSON.stringify(kind)}: delete them from the __manifest table (object_type = ${quoted(kind)})`;
}
