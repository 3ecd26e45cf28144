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

/** Replaces the matrix by one of these results. */
export function writeMatrix(results: readonly Result[]): void {
  const rows = Object.values(groupBy(results)).map(rowOf);
  const head = ["client", "version", "tested with", "passed", "what does not work"];
  writePart(page, part, markdownTable([head, ...rows]));
}

/** The combinations that have no row in the matrix: a client was added or updated, and the matrix was not written again. */
export function findUnwritten(combinations: readonly Combination[]): readonly string[] {
  const matrix = partOf(readFileSync(join(root, page), "utf8"), part);
  const rows = matrix.split("\n").map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return combinations
    .filter(({ client, version, partner }) =>
      rows.every((cells) => cells[1] !== client || cells[2] !== version || cells[3] !== partner),
    )
    .map(({ client, version, partner }) => `${client} ${version}, with ${partner}`);
}

function groupBy(results: readonly Result[]): Record<string, Result[]> {
  const groups: Record<string, Result[]> = {};
  for (const result of results) {
    (groups[[result.client, result.version, result.partner].join("\n")] ??= []).push(result);
  }
  return groups;
}

function rowOf(results: readonly Result[]): string[] {
  const [{ client, version, partner, limits } = { client: "", version: "", partner: "", limits: [] }] =
    results;
  const missing = results.find(({ status }) => status === "missing");
  const passed = results.filter(({ status }) => status === "passed").length;
  // A scenario of many steps counts them itself.
  const [only] = results.length === 1 ? results : [];
  const count = only?.status === "passed" ? only.detail : `${passed} of ${results.length}`;
  return [
    client,
    version,
    partner,
    missing ? `missing: ${missing.detail}` : passed < results.length ? `**${count}**` : count,
    limits.join("; "),
  ];
}
