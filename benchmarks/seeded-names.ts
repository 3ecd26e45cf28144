/** The names in seeded catalogs, and an order in which calls visit objects. */

/** All objects stand directly below it. */
export const parent = "bench";

/** The name of an object; the even ones are namespaces, the odd ones tables. */
export function nameOf(index: number): string {
  return `${index % 2 === 0 ? "space" : "table"}-${String(index).padStart(7, "0")}`;
}

/** Calls that follow each other visit objects far apart, the same ones with each client. */
export function farApart(index: number, count: number): number {
  return (index * 7919) % count;
}
