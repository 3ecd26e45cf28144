import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { arrow, openTableEngine } from "@lancetree/tables";
import type { Vector } from "apache-arrow";

/** All objects stand directly below it. */
export const PARENT = "bench";

/** How the rows stand in the table: as we fold them, or as they come when their names are random. */
export type Order = "sorted" | "shuffled";

/** The name of an object; the even ones are namespaces, the odd ones tables. */
export function nameOf(index: number): string {
  return `${index % 2 === 0 ? "space" : "table"}-${String(index).padStart(7, "0")}`;
}

/** Makes a catalog of so many objects, as native clients would have written them, by one merge. */
export async function seed(root: string, objects: number, order: Order): Promise<void> {
  await using catalog = new DirectoryNamespace({ root });
  await catalog.createNamespace({ id: [PARENT] });
  const names = Array.from({ length: objects }, (_, index) => nameOf(index)).toSorted();
  if (order === "shuffled") shuffle(names);
  const isTable = (name: string): boolean => name.startsWith("table");
  await using engine = await openTableEngine();
  const table = await engine.open({ location: `${root}/__manifest` });
  const schema = await table.schema();
  const column = (name: string, value: (name: string) => string | null): [string, Vector] => {
    const type = schema.fields.find((field) => field.name === name)?.type;
    return [name, arrow.vectorFromArray(names.map(value), type)];
  };
  const rows = new arrow.Table(
    schema,
    Object.fromEntries([
      column("object_id", (name) => `${PARENT}$${name}`),
      column("object_type", (name) => (isTable(name) ? "table" : "namespace")),
      column("location", (name) => (isTable(name) ? `0a1b2c3d_${PARENT}$${name}` : null)),
      column("metadata", (name) => (isTable(name) ? null : JSON.stringify({ owner: `team ${name}` }))),
      column("base_objects", () => null),
    ]),
  );
  await table.mergeInsert("object_id").whenNotMatchedInsertAll().useIndex(false).execute(rows);
  table.close();
}

/** The same order every time. */
function shuffle(names: string[]): void {
  let state = 1;
  for (let last = names.length - 1; last > 0; last--) {
    state = (state * 48271) % 0x7fffffff;
    const other = state % (last + 1);
    [names[last], names[other]] = [names[other] ?? "", names[last] ?? ""];
  }
}
