import { FileBuilder, openArrow, toLanceType } from "@lancetree/arrow";
import {
  type AlterTableAddColumnsRequest,
  type AlterTableAddColumnsResponse,
  type AlterTableAlterColumnsRequest,
  type AlterTableAlterColumnsResponse,
  type AlterTableDropColumnsRequest,
  type AlterTableDropColumnsResponse,
  type ArrowData,
  type CallOptions,
  InvalidInputError,
  UnsupportedError,
} from "@lancetree/core";
import { requireReadableName, requireStorable } from "../arrow/storable-types.ts";
import { type NativeAlteration, nativeTable } from "../engine/native.ts";
import { type DataContext, onChangedTable } from "./table-access.ts";

/**
 * Adds columns: from SQL expressions, which are either all evaluated now or all computed by a later refresh; or those
 * of a schema, which are null in every row.
 */
export async function alterTableAddColumns(
  context: DataContext,
  request: AlterTableAddColumnsRequest,
  options?: CallOptions,
): Promise<AlterTableAddColumnsResponse> {
  const { id, branch } = request;
  if (request.data !== undefined) return addColumnsOf(request.data, context, request, options);
  const entries = nonEmpty("new_columns", request.new_columns);
  for (const { name, expression, computed, virtual_column } of entries) {
    if (virtual_column)
      throw new UnsupportedError("LanceDB for JavaScript does not support virtual columns.");
    if (typeof name !== "string" || name === "") throw new InvalidInputError("A new column needs a name.");
    requireReadableName(name);
    if ((typeof expression === "string") === (typeof computed === "string")) {
      throw new InvalidInputError(`Column "${name}" needs an expression or a computed expression.`);
    }
  }
  const { expressions } = context.sql.expressions(
    entries.map(({ name, expression, computed }) => [`Column "${name}"`, expression ?? computed] as const),
  );
  const columns = entries.map(({ name }, index) => ({ name, valueSql: expressions[index] ?? "" }));
  const isComputed = (_: unknown, index: number): boolean => typeof entries[index]?.computed === "string";
  const computed = columns.filter(isComputed);
  const evaluated = columns.filter((column, index) => !isComputed(column, index));
  if (evaluated.length > 0 && computed.length > 0) {
    throw new UnsupportedError("Computed columns and other columns cannot be added in one request.");
  }
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version } = await table.addColumns(computed.length > 0 ? { computed } : evaluated);
    return { version };
  });
}

async function addColumnsOf(
  data: ArrowData,
  context: DataContext,
  { id, branch, new_columns }: AlterTableAddColumnsRequest,
  options?: CallOptions,
): Promise<AlterTableAddColumnsResponse> {
  if (new_columns.length > 0)
    throw new InvalidInputError("new_columns must be empty if the request has a schema.");
  const reader = await openArrow(data);
  try {
    nonEmpty("The schema's fields", reader.schema.fields);
    requireStorable(reader.schema);
    const first = await reader.batches.next();
    if (!first.done && first.value.batch.length > 0) {
      throw new InvalidInputError("The Arrow schema of new columns must be sent without rows.");
    }
  } finally {
    await reader.close();
  }
  const file = Buffer.from(new FileBuilder(reader.schemaMessage).finish());
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version } = await nativeTable(table).addColumnsWithSchema(file);
    return { version };
  });
}

/** Renames columns or changes their type or nullability. */
export async function alterTableAlterColumns(
  context: DataContext,
  request: AlterTableAlterColumnsRequest,
  options?: CallOptions,
): Promise<AlterTableAlterColumnsResponse> {
  const { id, branch } = request;
  const alterations = nonEmpty("alterations", request.alterations).map((entry): NativeAlteration => {
    const { path, data_type, rename, nullable, virtual_column } = entry;
    if (virtual_column)
      throw new UnsupportedError("LanceDB for JavaScript does not support virtual columns.");
    if (typeof rename === "string") requireReadableName(rename);
    const alteration = {
      path,
      ...(typeof rename === "string" && { rename }),
      ...(typeof nullable === "boolean" && { nullable }),
      ...(data_type && { dataType: JSON.stringify(toLanceType(data_type)) }),
    };
    if (Object.keys(alteration).length < 2) {
      throw new InvalidInputError(`Column "${path}": the alteration needs a new name, type or nullability.`);
    }
    return alteration;
  });
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version } = await nativeTable(table).alterColumns(alterations);
    return { version };
  });
}

/** Drops columns. */
export async function alterTableDropColumns(
  context: DataContext,
  request: AlterTableDropColumnsRequest,
  options?: CallOptions,
): Promise<AlterTableDropColumnsResponse> {
  const { id, branch } = request;
  const columns = nonEmpty("columns", request.columns);
  return onChangedTable(context, { id, branch }, options, async (table) => {
    const { version } = await table.dropColumns([...columns]);
    return { version };
  });
}

function nonEmpty<Item>(field: string, items: readonly Item[] | undefined): readonly Item[] {
  if (Array.isArray(items) && items.length > 0) return items;
  throw new InvalidInputError(`${field} must have at least one entry.`);
}
