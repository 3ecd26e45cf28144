import type { Catalog } from "./catalog.ts";

/** One rule of the contract, with the cases that only a right implementation passes. */
export interface Rule {
  readonly name: string;
  readonly cases: Readonly<Record<string, RuleCase>>;
}

/** Works on a fresh catalog and rejects where the catalog breaks the rule. */
export type RuleCase = (catalog: Catalog) => Promise<void>;

/** One case for every item, named after it. */
export function each<Item>(
  items: readonly Item[],
  name: (item: Item) => string,
  run: (catalog: Catalog, item: Item) => Promise<void>,
): Record<string, RuleCase> {
  return Object.fromEntries(items.map((item) => [name(item), (catalog: Catalog) => run(catalog, item)]));
}
