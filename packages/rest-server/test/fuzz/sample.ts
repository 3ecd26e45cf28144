import { resolve, type Schema } from "./document.ts";
import type { Random } from "./random.ts";

const names = ["a", "b", "t", "n", "id", "v1", "vector"];
const strings = [
  ...names,
  "id > 1",
  "l2",
  "BTREE",
  "Overwrite",
  "exist_ok",
  "Cascade",
  "Skip",
  "s3://bucket/t.lance",
];

/** A value that the schema allows. */
export function sample(random: Random, definition: Schema, depth = 0): unknown {
  const schema = resolve(definition);
  if (schema.oneOf) {
    const alternatives = schema.oneOf.filter(
      ({ type }) => type !== "null" || depth > 3 || random.chance(0.3),
    );
    return sample(random, random.pick(alternatives), depth);
  }
  if (schema.enum) return random.pick(schema.enum);
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["object"]);
  switch (random.chance(0.2) && types.includes("null") ? "null" : types.find((type) => type !== "null")) {
    case "null":
      return null;
    case "array":
      return Array.from({ length: (schema.minItems ?? 0) + (depth > 4 ? 0 : random.below(3)) }, () =>
        sample(random, schema.items ?? { type: "string" }, depth + 1),
      );
    case "integer":
      return Math.min(random.pick([1, 1, 2, 3, 10, 1000]), schema.maximum ?? Number.POSITIVE_INFINITY);
    case "number":
      return random.pick([0, 0.5, 2, -3.5]);
    case "boolean":
      return random.chance(0.5);
    case "string":
      return random.pick(strings);
    default:
      return sampleObject(random, schema, depth);
  }
}

function sampleObject(random: Random, schema: Schema, depth: number): Record<string, unknown> {
  const chosen = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) || (depth < 4 && random.chance(0.3)),
  );
  const entries = chosen.map(([name, property]): [string, unknown] => [
    name,
    sample(random, property, depth + 1),
  ]);
  const values = schema.additionalProperties;
  if (typeof values === "object") {
    for (let left = random.below(3); left > 0; left--)
      entries.push([random.pick(names), sample(random, values, depth + 1)]);
  }
  return Object.fromEntries(entries);
}
