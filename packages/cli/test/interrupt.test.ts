/** Ctrl-C while something is written, and the progress bar of what takes long. */
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { runInTerminal } from "./support/run-in-terminal.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();

beforeAll(async () => {
  const file = await open(join(folder.path, "large.csv"), "w");
  await file.write("id,name,price\n");
  const lines = Array.from({ length: 10_000 }, (_, index) => `${index},name of ${index},${index}.5\n`).join(
    "",
  );
  for (let part = 0; part < 200; part += 1) await file.write(lines);
  await file.close();
});

test("Ctrl-C while a file is read leaves no table and no folder", { timeout: 90_000 }, async () => {
  const { code, screen } = await runInTerminal(["create-table", "large", "--from", "large.csv"], {
    folder: folder.path,
    environment: folder.environment,
    typed: [[/░ \d+% \d+ s/, "\u0003"]],
  });
  expect(screen).toContain("reading large.csv ");
  expect(screen).toMatch(/Interrupted\.\n$/);
  expect(code).toBe(130);
  expect((await runPiped(["ls"], folder.environment)).stdout).toBe("");
  const left = await readdir(folder.root).catch(() => []);
  expect(left.filter((name) => name !== "__manifest")).toEqual([]);
});
