import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { markdownTable } from "./markdown-table.ts";
import type { Result } from "./result.ts";

type Combination = Pick<Result, "client" | "version" | "partner">;

const readmeFile = fileURLToPath(new URL("../README.md", import.meta.url));
const matrixPattern = /(?<=<!-- interop matrix -->\n).*?(?=<!-- \/interop matrix -->)/s;

/** Writes the matrix of the README anew. */
export function writeMatrix(results: readonly Result[]): void {
  const rows = Object.values(groupBy(results)).map(rowOf);
  const head = ["client", "version", "works with", "passed", "what does not work"];
  const readme = readFileSync(readmeFile, "utf8");
  if (!matrixPattern.test(readme)) throw new Error("the README has no place for the matrix");
  writeFileSync(
    readmeFile,
    readme.replace(matrixPattern, () => `\n${markdownTable([head, ...rows])}\n\n`),
  );
}

/** The combinations of which the README's matrix has no row: somebody added or updated a client and wrote no matrix. */
export function findUnwritten(combinations: readonly Combination[]): readonly string[] {
  const part = matrixPattern.exec(readFileSync(readmeFile, "utf8"))?.[0] ?? "";
  const rows = part.split("\n").map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
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
  // One scenario of many steps says itself how many.
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
