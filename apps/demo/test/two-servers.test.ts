import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runProgram } from "./run-program.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-two-servers-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("a killed server loses nothing that it acknowledged, and no process and no file stays", async () => {
  // The demo's files are in this folder, and the command lines of its servers name it.
  const { status, stdout, stderr } = runProgram("two-servers", folder, [], { TMPDIR: folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  for (const client of ["a", "b"]) {
    expect(stdout).toContain(`client ${client}  lost its server, and continues with server two\n`);
  }
  const compared = [
    "  acknowledged              126 namespaces and tables",
    "  listed                    126",
    "  acknowledged and lost     0",
    "  listed without a request  0",
    "  rows in the three tables  9",
  ].join("\n");
  expect(stdout.split(compared)).toHaveLength(3);
  // LanceDB's temporary folders stay where its process is killed.
  expect((await readdir(folder)).filter((name) => !name.startsWith(".tmp"))).toEqual([]);
  const processes = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout;
  expect(processes.split("\n").filter((line) => line.includes(folder))).toEqual([]);
});
