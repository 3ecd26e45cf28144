/** Ctrl-C during a write, and the progress bar of a long operation. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { programArguments } from "./support/program.ts";
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

test("Ctrl-C while a file is read leaves no table and no folder", async () => {
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

/**
 * Runs an import as a process of its own, and ends it with a signal once some of the rows are written. One that was over before this
 * process noticed, as may be on a busy machine, is dropped and run again.
 */
async function stopImport(table: string, signal: "SIGTERM" | "SIGKILL"): Promise<number | string | null> {
  for (let attempt = 1; ; attempt += 1) {
    const how = await stopOneImport(table, signal);
    if (how !== 0 || attempt === 20) return how;
    await runPiped(["drop-table", table, "--yes"], folder.environment);
  }
}

async function stopOneImport(table: string, signal: "SIGTERM" | "SIGKILL"): Promise<number | string | null> {
  const words = [...programArguments, "create-table", table, "--from", "large.csv"];
  const child = spawn(process.execPath, words, {
    cwd: folder.path,
    env: { ...folder.environment },
    stdio: "ignore",
  });
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  while (child.exitCode === null && !(await holdsRows())) await sleep(20);
  child.kill(signal);
  const [code, by] = await ended;
  return code ?? by;
}

/** Whether a folder in the catalog contains a data file. */
async function holdsRows(): Promise<boolean> {
  const files = await readdir(folder.root, { recursive: true }).catch(() => []);
  return files.some((file) => /^[0-9a-f]{16}_.*\/_versions\/.*\.manifest$/.test(file));
}

async function foldersLeft(): Promise<string[]> {
  const left = await readdir(folder.root).catch(() => []);
  return left.filter((name) => name !== "__manifest");
}

test("SIGTERM while rows are written leaves no table and no folder", async () => {
  expect(await stopImport("ended", "SIGTERM")).toBe(143);
  expect((await runPiped(["ls"], folder.environment)).stdout).toBe("");
  expect(await foldersLeft()).toEqual([]);
});

/** Sends the process a signal once its exit code is set, while a timer keeps it from ending. */
const signalAfterEnd = (signal: string): string =>
  `--import=data:text/javascript,${encodeURIComponent(`
    setInterval(() => {
      if (process.exitCode !== undefined) process.kill(process.pid, "${signal}");
    }, 1);`)}`;

test.each([
  ["SIGTERM", ["--version"], 0],
  ["SIGINT", ["--version"], 0],
  ["SIGTERM", ["nonsense"], 2],
])("%s after lancetree %s does not change the exit code %i", async (signal, words, code) => {
  const child = spawn(process.execPath, [signalAfterEnd(signal), ...programArguments, ...words], {
    stdio: "ignore",
  });
  expect(await once(child, "exit")).toEqual([code, null]);
});

test("check does not report the remains of kill -9 as a table, and maintain removes them", async () => {
  expect(await stopImport("killed", "SIGKILL")).toBe("SIGKILL");
  expect((await runPiped(["ls"], folder.environment)).stdout).toBe("");
  const [left = ""] = await foldersLeft();
  expect(left).toMatch(/^[0-9a-f]{16}_killed$/);
  const { stdout } = await runPiped(["check"], folder.environment);
  expect(stdout).toContain("a table whose creation was interrupted");
  expect(stdout).not.toContain("a complete table");
  const files = await readdir(join(folder.root, left), { recursive: true });
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const file of ["", ...files]) await utimes(join(folder.root, left, file), old, old);
  await runPiped(["maintain", "--grace", "1h", "--yes"], folder.environment);
  expect(await foldersLeft()).toEqual([]);
  expect(
    (await runPiped(["create-table", "killed", "--from", join(folder.path, "users.csv")], folder.environment))
      .code,
  ).toBe(0);
});

test("the table is looked up before the file is read", async () => {
  const { environment } = folder;
  const words = ["create-table", "there", "--from"];
  expect((await runPiped([...words, join(folder.path, "users.csv")], environment)).code).toBe(0);
  await runPiped(["create-namespace", "space"], environment);
  // This file is invalid.
  const unread = join(folder.path, "unread.csv");
  await (await open(unread, "w")).close();
  expect((await runPiped([...words, unread], environment)).code).toBe(4);
  expect((await runPiped(["create-table", "space", "--from", unread], environment)).code).toBe(4);
  expect((await runPiped(["create-table", "none/t", "--from", unread], environment)).code).toBe(3);
  expect((await runPiped(["create-table", "other", "--from", unread], environment)).code).toBe(5);
});
