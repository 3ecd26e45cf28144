import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { markdownTable } from "../markdown-table.ts";
import type { TypeTable } from "./type-table.ts";

const page = fileURLToPath(new URL("../../docs/types.md", import.meta.url));

const head = `# Arrow types

What happens to a column of each Arrow type in every way in and out. \`npx --yes pnpm@12 interop --write\` runs each of them and writes this page.
For each type it creates a table of three rows (a value, a null, another value), describes it, reads it, appends it to itself and merges it.
Then pylance reads the files and compares them with what LanceDB for Python stores for the same table in its own folder.

- **whole**: every value, null, name and metadata entry is what LanceDB itself stores. Lance stores views as plain strings and bytes, and
  dictionaries without their order.
- **a number**: refused before anything was written, for the reason with that number below. If only some operations were refused, the cell names
  them. There is no other outcome.

The columns: \`dir\` and \`rest\` are Lancetree namespaces in Node. \`protocol\` is plain HTTP. \`db, …\` and \`rest, …\` are LanceDB's own clients with
our server. The command line reads files.

- For Feather and Parquet files, the values are compared. Parquet has no seconds, so times and timestamps in seconds become milliseconds, and
  these timestamps lose their zone and are in UTC.
- A dictionary whose values do not fit its index type, counted over all rows of a result, is returned with an index of 32 bits.
- Blobs of the second kind, the type \`lance.blob.v2\`, are compared by the bytes that pylance reads. A query returns their descriptions, as
  LanceDB does.
`;

/** Writes the page of a whole table. */
export function writeTypesPage(table: TypeTable): void {
  const ways = Object.keys(Object.values(table)[0] ?? {});
  const reasons: string[] = [];
  const rows = Object.entries(table).map(([type, outcomes]) => [
    `\`${type}\``,
    ...ways.map((way) => cellOf(outcomes[way] ?? {}, reasons)),
  ]);
  const numbered = reasons.map((reason, index) => `${index + 1}. ${reason}`);
  writeFileSync(
    page,
    `${head}\n${markdownTable([["type", ...ways], ...rows])}\n\n## Reasons\n\n${numbered.join("\n")}\n`,
  );
}

function cellOf(operations: Readonly<Record<string, string>>, reasons: string[]): string {
  const refused = new Map<number, string[]>();
  for (const [operation, outcome] of Object.entries(operations)) {
    if (outcome === "whole") continue;
    const reason = reasonOf(outcome);
    if (!reasons.includes(reason)) reasons.push(reason);
    const number = reasons.indexOf(reason) + 1;
    refused.set(number, [...(refused.get(number) ?? []), operation]);
  }
  if (refused.size === 0) return "whole";
  const isAll = [...refused.values()].flat().includes("create");
  return [...refused]
    .map(([number, names]) => (isAll ? `${number}` : `${names.join(", ")}: ${number}`))
    .join("; ");
}

/** A reason without what is of one run: names of tables, addresses, lines of sources. */
function reasonOf(outcome: string): string {
  return (
    outcome
      .replace(/^refused: /, "")
      .replace(/^\{"error":"(.*?)"(,"code".*)?$/s, "$1")
      .replaceAll('\\"', '"')
      .replace(/\(request_id=[^)]*\)/g, "")
      .replace(/Lance cannot store the type .*/s, "Lance cannot store the type.")
      .replace(/for type .*|: (Map|List|Struct|Dictionary)\(.*/s, ".")
      .replace(/,? ?(\/|[A-Z]:\\)\S+/g, "")
      .replaceAll(/[<>*_`]/g, (letter) => `\\${letter}`)
      .split("\n", 1)[0]
      ?.replaceAll(/\s+/g, " ")
      .slice(0, 200)
      .trim() ?? ""
  );
}
