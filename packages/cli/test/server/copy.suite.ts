/** `lancetree copy` is killed again and again, and the last run completes what the others began. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { useCatalogFolder, writeLanceTable } from "../support/catalog-folder.ts";
import { programArguments } from "../support/program.ts";
import { type PipedResult, runPiped } from "../support/run-piped.ts";
import { newDatabase } from "./new-database.ts";

const folder = useCatalogFolder();

/** Runs the command and kills it as soon as it has printed some lines. Resolves with whether it ended by itself. */
async function killAfter(
  lines: number,
  words: readonly string[],
  environment: Record<string, string>,
): Promise<boolean> {
  const child = spawn(process.execPath, [...programArguments, ...words, "--json"], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = 0;
  createInterface({ input: child.stdout }).on("line", () => {
    printed += 1;
    if (printed === lines) child.kill("SIGKILL");
  });
  await once(child, "close");
  if (child.exitCode !== null && child.exitCode !== 0)
    throw new Error(`The command ended with ${child.exitCode}.`);
  return child.signalCode === null;
}

test.each([
  ["dir", "postgres"],
  ["postgres", "dir"],
])("from %s to %s", async (from, to) => {
  const inFolder = { ...folder.environment, LANCETREE_ROOT: join(folder.path, from) };
  const environment = { ...inFolder, LANCETREE_POSTGRES: await newDatabase() };
  const run = (words: readonly string[], where: Record<string, string>): Promise<PipedResult> =>
    runPiped(words, where);
  await writeLanceTable(join(inFolder.LANCETREE_ROOT, "data", "one.lance"));
  const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
  const file = join(folder.path, `${from}.toml`);
  const content = names.map(
    (name) =>
      `[[namespace]]\npath = "${name}"\nproperties = { k = "${name}" }\n[[namespace]]\npath = "${name}/below"\n[[table]]\npath = "${name}/below/t"\nlocation = "data/one.lance"\n`,
  );
  await writeFile(file, `format = 1\n${content.join("")}`);
  const source = from === "dir" ? inFolder : environment;
  expect(await run(["apply", file, "--yes"], source)).toMatchObject({ code: 0 });
  const words = ["copy", "--from", from, "--to", to];
  let kills = 0;
  while (!(await killAfter(1 + ((kills * 3) % 7), words, environment))) kills += 1;
  expect(kills).toBeGreaterThan(1);
  expect(await run([...words, "--check"], environment)).toMatchObject({
    code: 0,
    stdout: "equal: 36 objects in both catalogs\n",
  });
  const target = to === "dir" ? inFolder : environment;
  expect((await run(["export"], target)).stdout).toBe((await run(["export"], source)).stdout);
});
