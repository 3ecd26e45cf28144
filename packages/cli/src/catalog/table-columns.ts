import { type ArrowField, openArrow } from "@lancetree/arrow";
import { type DescribeTableResponse, isNamespaceError, type Namespace } from "@lancetree/core";
import { typeName } from "../output/type-name.ts";

type JsonSchema = NonNullable<DescribeTableResponse["schema"]>;
type JsonType = JsonSchema["fields"][number]["type"];

/** A column as it is printed, with its type in the form that `--type` accepts. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/**
 * The columns of a table. The protocol's description leaves out units and time zones. If a column has them, a query
 * that returns no rows reads the Arrow schema; if that fails, they stay unknown.
 *
 * @param schema - the schema in the catalog's description of the table
 */
export async function tableColumns(
  namespace: Pick<Namespace, "queryTable">,
  path: readonly string[],
  schema: JsonSchema | null | undefined,
  signal: AbortSignal,
): Promise<TableColumn[]> {
  const described = schema?.fields ?? [];
  const isKnown = described.every(({ type }) => !lacksUnit(type));
  const fields = isKnown ? [] : await fieldsOf(namespace, path, signal);
  return described.map(({ name, type, nullable }) => {
    const field = fields.find((one) => one.name === name);
    return { name, type: typeName(field ? withUnits(type, field) : type), nullable };
  });
}

async function fieldsOf(
  namespace: Pick<Namespace, "queryTable">,
  path: readonly string[],
  signal: AbortSignal,
): Promise<readonly ArrowField[]> {
  try {
    const { data } = await namespace.queryTable({ id: [...path], k: 1, filter: "false" }, { signal });
    const reader = await openArrow(data);
    await reader.close();
    return reader.schema.fields;
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    return [];
  }
}

function lacksUnit({ type, fields = [] }: JsonType): boolean {
  return /^(timestamp|time32|time64|duration)$/.test(type) || fields.some((field) => lacksUnit(field.type));
}

function withUnits(json: JsonType, { type, children }: ArrowField): JsonType {
  const unit = type.kind === "timestamp" || type.kind === "time" || type.kind === "duration" ? type.unit : "";
  const zone = type.kind === "timestamp" && type.zone ? `:${type.zone}` : "";
  const fields = json.fields?.map((field, index) => {
    const child = children[index];
    return child ? { ...field, type: withUnits(field.type, child) } : field;
  });
  return {
    ...json,
    type: unit === "" ? json.type : `${json.type}:${unit}${zone}`,
    ...(fields && { fields }),
  };
}
