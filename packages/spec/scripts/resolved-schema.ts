import { referencedName, type Schema } from "./document.ts";

interface Nullable {
  readonly core: Schema;
  readonly nullable: boolean;
}

export interface Resolved extends Nullable {
  /** Names of the references that were followed. */
  readonly expanded: readonly string[];
}

/** A schema without its null; what it refers to stands in its place unless the reference's name is in `kept`. */
export function resolved(
  schema: Schema,
  schemas: Record<string, Schema>,
  kept: ReadonlySet<string>,
): Resolved {
  const { core, nullable } = withoutNull(schema);
  const name = core.$ref === undefined ? undefined : referencedName(core.$ref);
  const target = name === undefined || kept.has(name) ? undefined : schemas[name];
  if (name === undefined || target === undefined) {
    return { core, nullable, expanded: [] };
  }
  const inner = resolved(target, schemas, new Set([...kept, name]));
  return { core: inner.core, nullable: nullable || inner.nullable, expanded: [name, ...inner.expanded] };
}

/** Reads all three spellings of null: `nullable: true`, a list of types, and a choice. */
function withoutNull(schema: Schema): Nullable {
  if (Array.isArray(schema.type)) {
    const types: string[] = schema.type.filter((type) => type !== "null");
    const type = types.length === 1 ? types.join("") : types;
    return { core: { ...schema, type }, nullable: schema.type.includes("null") };
  }
  const choices = schema.oneOf?.filter((choice) => choice.type !== "null") ?? [];
  const [only] = choices;
  if (only !== undefined && choices.length === 1) {
    return { core: only, nullable: schema.oneOf?.length === 2 };
  }
  return { core: schema, nullable: schema.nullable === true };
}
