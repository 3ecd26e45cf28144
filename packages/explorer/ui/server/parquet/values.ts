import type { ArrowField } from "@lancetree/arrow";
import type { SchemaTree } from "hyparquet";
import { entriesOf } from "./schema.ts";

/** A function that makes a value of a field of what the file has, or undefined if they are the same. */
type Conversion = ((value: unknown) => unknown) | undefined;

/** How the values of a field are read; null stays null. */
export function conversionOf(field: ArrowField, tree: SchemaTree): Conversion {
  const convert = conversion(field, tree);
  return convert && ((value) => (value === null || value === undefined ? null : convert(value)));
}

function conversion({ type, children }: ArrowField, tree: SchemaTree): Conversion {
  const [item] = children;
  switch (type.kind) {
    case "decimal":
      return toInteger;
    case "list":
    case "fixed_size_list": {
      const each = item && conversionOf(item, itemTree(tree));
      return each && ((value) => (value as readonly unknown[]).map(each));
    }
    case "map": {
      const entries = entriesOf(tree);
      if (!entries || !item) return undefined;
      const each = structConversion(item.children, entries.children) ?? ((value) => value);
      const [keyName, valueName] = item.children.map(({ name }) => name);
      const [keyIn, valueIn] = entries.children.map(({ element }) => element.name);
      return (value) =>
        (Reflect.get(value as object, entries.element.name) as readonly object[]).map((entry) =>
          each({
            [keyName ?? "key"]: Reflect.get(entry, keyIn ?? "key"),
            [valueName ?? "value"]: Reflect.get(entry, valueIn ?? "value"),
          }),
        );
    }
    case "struct":
      return structConversion(children, tree.children);
    default:
      return undefined;
  }
}

function structConversion(fields: readonly ArrowField[], trees: readonly SchemaTree[]): Conversion {
  const parts = fields.map((field, index) => {
    const tree = trees[index];
    return [field.name, tree && conversionOf(field, tree)] as const;
  });
  if (parts.every(([, convert]) => !convert)) return undefined;
  return (value) =>
    Object.fromEntries(
      parts.map(([name, convert]) => {
        const part: unknown = Reflect.get(value as object, name);
        return [name, convert ? convert(part) : part];
      }),
    );
}

/** The part of the tree that the items of a list have. */
function itemTree(tree: SchemaTree): SchemaTree {
  if (tree.element.repetition_type === "REPEATED")
    return { ...tree, element: { ...tree.element, repetition_type: "REQUIRED" } };
  const repeated = tree.children[0] ?? tree;
  return repeated.children[0] ?? repeated;
}

/** Decimals are integers, or bytes with the highest first. */
function toInteger(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  let result = 0n;
  for (const byte of value) result = (result << 8n) | BigInt(byte);
  return BigInt.asIntN(value.byteLength * 8, result);
}
