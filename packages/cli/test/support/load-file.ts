import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { CatalogFolder } from "./catalog-folder.ts";
import { jsonLines, runPiped } from "./run-piped.ts";

/** A table that was created from a file. */
export interface Loaded {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly unknown[];
  readonly notes: readonly string[];
}

export interface Refusal {
  readonly code: number;
  /** Without the name of the file. */
  readonly message: string;
  readonly hint: string;
}

let made = 0;

/** Writes a file, creates a table from it and reads the table. @param more further words of the command line */
export async function load(
  folder: CatalogFolder,
  name: string,
  content: string | Uint8Array,
  ...more: string[]
): Promise<Loaded> {
  const file = join(folder.path, name);
  await writeFile(file, content);
  const path = `t${made++}`;
  const words = ["create-table", path, "--from", file, "--json", ...more];
  const created = await runPiped(words, folder.environment);
  expect(created.code, created.stderr).toBe(0);
  const [report] = jsonLines(created.stdout) as {
    columns: { name: string; type: string }[];
    rows: number;
    notes: string[];
  }[];
  const { stdout } = await runPiped(["query", path, "--limit", "10000", "--json"], folder.environment);
  const rows = jsonLines(stdout);
  expect(rows).toHaveLength(report?.rows ?? -1);
  const columns = report?.columns.map(({ name: column, type }) => [column, type] as const) ?? [];
  return { columns: Object.fromEntries(columns), rows, notes: report?.notes ?? [] };
}

/** Writes a file that create-table rejects, and checks that no table exists. */
export async function refuse(
  folder: CatalogFolder,
  name: string,
  content: string | Uint8Array,
  ...more: string[]
): Promise<Refusal> {
  const file = join(folder.path, name);
  await writeFile(file, content);
  const words = ["create-table", "refused", "--from", file, ...more];
  const { code, stderr } = await runPiped(words, folder.environment);
  expect((await runPiped(["ls"], folder.environment)).stdout).not.toContain("refused");
  const [, message = "", hint = ""] = /^error: (.*)\nnext: {2}(.*)\n$/.exec(stderr) ?? [];
  return { code, message: message.replace(`${file}: `, ""), hint };
}
