import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { markdownTable } from "../markdown-table.ts";
import type { TypeTable } from "./type-table.ts";

const page = fileURLToPath(new URL("../../docs/types.md", import.meta.url));

const head = `# Arrow types

Whether Lancetree keeps a column of each Arrow type, for each way to write and read it. For each type and each way, a test creates a table
of three rows (a value, a null, another value), describes it, reads it, appends it to itself and merges it. Then pylance reads the files, and
the test compares them with the files that LanceDB for Python writes for the same table. \`npx --yes pnpm@12 interop --write\` runs the tests and
writes this page.

- **whole**: every value, null, name and metadata entry is what LanceDB itself stores. Lance stores views as plain strings and bytes, and
  dictionaries without their order.
- **a number**: the call rejects before it writes anything. The number is that of the reason, [below](#reasons). If only some operations
  reject, the cell names them.

There is no other outcome.

${markdownTable([
  ["column", "how the test writes and reads"],
  ["`dir`", "the Directory Catalog with `withTables`, in Node"],
  ["`rest`", "`RestNamespace` of `@lancetree/rest-client`, and our server"],
  ["`db, …`", 'LanceDB\'s client for Node or Python, `connect("db://…")`, and our server'],
  ["`rest, …`", "LanceDB's client for Node or Python, connected to our server as a REST namespace"],
  ["`protocol`", "plain HTTP requests to our server"],
  ["`command line, …`", "`lancetree create-table` and `query`, with an Arrow, Feather or Parquet file"],
])}

- For Feather and Parquet files, the test compares only the values. Parquet has no seconds, so times and timestamps in seconds become
  milliseconds, and these timestamps lose their zone and are in UTC.
- If the values of a dictionary, counted over all rows of a result, do not fit its index type, the result has an index of 32 bits.
- For blobs of the second kind, the type \`lance.blob.v2\`, the test compares the bytes that pylance reads. A query returns their descriptions,
  as LanceDB does.

## Outcomes
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
    `${head}\n${markdownTable([["type", ...ways], ...rows])}\n\n${headOfReasons}\n${numbered.join("\n")}\n`,
  );
}

const headOfReasons = `## Reasons

Most reasons are error messages, with the program that reports them. \`v\` is the name of the column. The messages are without names of types,
which the table has, and without addresses.
`;

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

/** The reason of a refusal: a sentence, or an error message and the program that reports it. */
function reasonOf(outcome: string): string {
  const text = outcome.replace(/^refused: /, "");
  const response = /\{"error":("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  if (response !== undefined) return `Lancetree: ${quoted(JSON.parse(response))}`;
  const [, cause, explanation = ""] = /^(by the client|by the file format|because):? (.*)$/s.exec(text) ?? [];
  if (cause === "by the client") return `LanceDB's client: ${quoted(messageOfClient(explanation))}`;
  if (cause === "by the file format") return `pyarrow, which writes the file: ${quoted(explanation)}`;
  if (cause === "because") return `${explanation.charAt(0).toUpperCase()}${explanation.slice(1)}.`;
  return `Lancetree: ${quoted(text)}`;
}

/** The message of LanceDB that says most: for a request that was not sent, the innermost cause. */
function messageOfClient(text: string): string {
  const causes = text.split(/\s+Caused by: /);
  const message = (text.includes("error sending request") ? causes.at(-1) : causes[0]) ?? "";
  return (
    message
      // The names of the errors around it, which differ between Node and Python.
      .replace(/^.*(?:LanceError\(\w+\): |Invalid input, |Arrow error: )/, "")
      .replace(/^(?:\w+Error|RustPanic|lance error): /, "")
      .replace(/^(?:lance|Invalid argument|Schema) error: /, "")
      // The line of the sources.
      .replace(/, (?:\/|[A-Z]:\\)\S+:\d+:\d+$/, "")
  );
}

/** A message as code, on one line and without the type, so that one message has one number. */
function quoted(message: string): string {
  const [line = ""] = message.split("\n", 1);
  const short = line
    .replace(/(?<=Lance cannot store the type) .*/, ".")
    .replace(/(?<=Unsupported data type|Cannot encode dictionary type|schema conversion)(?:: | ).*/, ".")
    .replace(/(?<=cannot cast field 'v').*/, " from Map to List.")
    .replace(/ \(\d+\)$/, "")
    .replace(/(?<=\b(?:dictionary|list|map|struct))<.*>/, "<…>")
    .replaceAll("`", "'")
    .replaceAll(/\s+/g, " ")
    .trim();
  return `\`${short}\``;
}
