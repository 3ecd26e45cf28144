import type { FieldMetadataUpdate } from "@lancedb/lancedb";
import type { ArrowField } from "@lancetree/arrow";
import {
  type CallOptions,
  InvalidInputError,
  type UpdateFieldMetadataRequest,
  type UpdateFieldMetadataResponse,
} from "@lancetree/core";
import { schemaOf } from "../arrow/table-schema.ts";
import { columnParts, maxColumns } from "./column-parts.ts";
import { type DataContext, onChangedTable } from "./table-access.ts";

/** Merges metadata into fields, and returns the resulting metadata of each field. */
export async function updateFieldMetadata(
  context: DataContext,
  request: UpdateFieldMetadataRequest,
  options?: CallOptions,
): Promise<UpdateFieldMetadataResponse> {
  const { id, branch, updates: entries } = request;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new InvalidInputError("updates must have at least one entry.");
  }
  const parts = entries.reduce((sum, { path }) => sum + columnParts(path), 0);
  if (parts > maxColumns) {
    throw new InvalidInputError(
      `The paths of updates have more than ${maxColumns} parts; each part of a nested column counts.`,
    );
  }
  const updates = entries.map(
    ({ path, metadata, replace }): FieldMetadataUpdate => ({
      path,
      metadata,
      ...(typeof replace === "boolean" && { replace }),
    }),
  );
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version } = await table.updateFieldMetadata(updates);
    const { fields } = await schemaOf(table);
    const metadata = updates.map(({ path }) => [path, metadataAt(fields, splitPath(path))]);
    return { version, fields: Object.fromEntries(metadata) };
  });
}

function metadataAt(
  fields: readonly ArrowField[],
  [name, ...rest]: readonly string[],
): Record<string, string> {
  const field = fields.find((candidate) => candidate.name === name);
  if (!field) return {};
  return rest.length > 0 ? metadataAt(field.children, rest) : Object.fromEntries(field.metadata);
}

/** Dots separate levels; a level that contains a dot is in backticks. */
function splitPath(path: string): string[] {
  const levels = path.match(/`(?:[^`]|``)*`|[^.`]+/g) ?? [];
  return levels.map((level) => (level.startsWith("`") ? level.slice(1, -1).replaceAll("``", "`") : level));
}
