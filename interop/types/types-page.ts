import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { markdownTable } from "../markdown-table.ts";
import type { TypeTable } from "./type-table.ts";

const page = fileURLToPath(new URL("../../docs/types.md", import.meta.url));

const head = `# Arrow types

What happens to a column of each Arrow type in every way in and out. \`npx --yes pnpm@12 interop --write\` made this page by running it: a
table of three rows (a value, a null, another value) is created, described, read, appended to itself and merged; pylance reads the files
and compares them with what LanceDB for Python stores of the same table in a folder of its own.

- **whole**: every value, null, name and piece of metadata is what LanceDB stores by itself. Lance stores views as plain texts and bytes,
  and dictionaries without their order.
- **a number**: refused, for the reason of that number below, before anything was written. The operations stand before it where others are
  whole. No other outcome exists.

The ways: \`dir\` and \`rest\` are namespaces of ours in Node; \`protocol\` is HTTP by hand; \`db, …\` and \`rest, …\` are LanceDB's own clients
against our server; the command line takes files. Of Feather and Parquet files the values are compared: Parquet has no seconds, so times
and timestamps in seconds become milliseconds there, and these timestamps lose their zone and are in UTC. A dictionary whose values do
not fit its index over all rows of an answer is answered with an index of 32 bits. Blobs of the second kind, the type \`lance.blob.v2\`,
are compared by the bytes that pylance reads of them; a query answers with their descriptions, as LanceDB does.
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
