/** The matrix of clients in `docs/compatibility.md`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { partOf, writePart } from "../scripts/generated-part.ts";
import { root } from "../scripts/workspace.ts";
import { markdownTable } from "./markdown-table.ts";
import type { Result } from "./result.ts";

type Combination = Pick<Result, "client" | "version" | "partner">;

const page = "docs/compatibility.md";
const part = "interop matrix";

/** A client that no command runs, because its process ends in the middle of the steps: the cells of its row. */
const spark = [
  "Spark, `com.lancedb:lance-spark-bundle-3.5_2.12`",
  "0.0.14",
  "`lancetree serve` over a folder",
  "6 of 16 steps",
  "steps with tables of other clients: the Lance in this bundle, of October 2025, ends the process when it reads them. Maven Central, as it was reachable, had no later bundle",
];

/**
 * Replaces the rows of these results. What was skipped keeps its row.
 *
 * @param order - the combinations whose rows come first, in this order
 * @param keepOthers - whether the rows of other combinations stay
 */
export function writeMatrix(
  results: readonly Result[],
  order: readonly Combination[],
  keepOthers: boolean,
): void {
  const skipped = results.filter(({ status }) => status === "skipped");
  const written = Object.values(groupBy(results.filter((result) => !skipped.includes(result)))).map(rowOf);
  const writtenKeys = written.map(keyOf);
  const skippedKeys = Object.keys(groupBy(skipped));
  const kept = currentRows().filter((row) => {
    const key = keyOf(row);
    const isKept = keepOthers || skippedKeys.includes(key);
    return isKept && !writtenKeys.includes(key) && key !== keyOf(spark);
  });
  const keys = order.map(({ client, version, partner }) => keyOf([client, version, partner]));
  const position = (row: readonly string[]): number => {
    const found = keys.indexOf(keyOf(row));
    return found < 0 ? keys.length : found;
  };
  const rows = [...kept, ...written].toSorted((left, right) => position(left) - position(right));
  const head = ["client", "version", "tested with", "passed", "what does not work"];
  writePart(page, part, markdownTable([head, ...rows, spark]));
}

/** The combinations that have no row in the matrix: a client was added or updated, and the matrix was not written again. */
export function findUnwritten(combinations: readonly Combination[]): readonly string[] {
  const keys = currentRows().map(keyOf);
  return combinations
    .filter(({ client, version, partner }) => !keys.includes(keyOf([client, version, partner])))
    .map(({ client, version, partner }) => `${client} ${version}, with ${partner}`);
}

/** The cells of each row below the heading. */
function currentRows(): readonly (readonly string[])[] {
  const [, , ...lines] = partOf(readFileSync(join(root, page), "utf8"), part).split("\n");
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function keyOf([client, version, partner]: readonly string[]): string {
  return [client, version, partner].join("\n");
}

function groupBy(results: readonly Result[]): Record<string, Result[]> {
  const groups: Record<string, Result[]> = {};
  for (const result of results) {
    (groups[keyOf([result.client, result.version, result.partner])] ??= []).push(result);
  }
  return groups;
}

function rowOf(results: readonly Result[]): string[] {
  const [{ client, version, partner, limits } = { client: "", version: "", partner: "", limits: [] }] =
    results;
  const missing = results.find(({ status }) => status === "missing");
  const passed = results.filter(({ status }) => status === "passed").length;
  const count = countOf(results);
  return [
    client,
    version,
    partner,
    missing ? `missing: ${missing.detail}` : passed < results.length ? `**${count}**` : count,
    limits.join("; "),
  ];
}

/** A scenario of many steps counts them itself. */
function countOf(results: readonly Result[]): string {
  const passed = results.filter(({ status }) => status === "passed");
  const [only] = results;
  if (results.length === 1 && only?.status === "passed") return only.detail;
  const steps = passed.map(({ detail }) => /^(\d+) of (\d+) steps/.exec(detail));
  if (passed.length < results.length || steps.includes(null)) return `${passed.length} of ${results.length}`;
  const sum = (group: number): number => steps.reduce((total, found) => total + Number(found?.[group]), 0);
  return `${sum(1)} of ${sum(2)} steps`;
}
