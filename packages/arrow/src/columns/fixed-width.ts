import type { ArrowField } from "../schema/types.ts";
import { layoutOf } from "./layout.ts";

/** How many bytes each value of a column takes in a batch; undefined if this depends on the values, as for strings and dictionaries. */
export function fixedWidth(field: ArrowField): number | undefined {
  if (field.dictionary) return undefined;
  const layout = layoutOf(field);
  switch (layout.kind) {
    case "null":
      return 0;
    case "bits":
      return 1 / 8;
    case "fixed":
      return layout.bytes;
    case "fixed_list": {
      const width = widthOfAll(field.children);
      return width === undefined ? undefined : width * layout.length;
    }
    case "struct":
      return widthOfAll(field.children);
    default:
      return undefined;
  }
}

function widthOfAll(fields: readonly ArrowField[]): number | undefined {
  let sum = 0;
  for (const field of fields) {
    const width = fixedWidth(field);
    if (width === undefined) return undefined;
    sum += width;
  }
  return sum;
}
