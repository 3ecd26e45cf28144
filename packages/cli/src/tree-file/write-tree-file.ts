import { stringify } from "smol-toml";
import { formatPath } from "../paths.ts";
import type { CatalogTree } from "./catalog-tree.ts";

/** Writes a tree as TOML, the same text for the same tree. */
export function writeTreeFile({ below, namespaces, tables }: CatalogTree): string {
  const content = stringify({
    format: 1,
    below: formatPath(below),
    namespace: namespaces.map(({ path, properties }) => ({
      path: formatPath(path),
      ...propertiesOf(properties),
    })),
    table: tables.map(({ path, location, declared, properties }) => ({
      path: formatPath(path),
      ...(declared ? { declared } : location !== undefined && { location }),
      ...propertiesOf(properties),
    })),
  });
  return `# A catalog tree of lancetree: "lancetree apply FILE" creates what is missing.\n${content.trimEnd()}\n`;
}

function propertiesOf(properties: Readonly<Record<string, string>>): { properties?: Record<string, string> } {
  const sorted = Object.entries(properties).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return sorted.length === 0 ? {} : { properties: Object.fromEntries(sorted) };
}
