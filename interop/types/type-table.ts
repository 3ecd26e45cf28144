/**
 * Every Arrow type, in every way in and out, on the installed packages: whole, or refused with a reason. The truth is what pylance reads
 * of the files, beside what LanceDB for Python stores of the same table.
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installProgram } from "../../installed/product/install-program.ts";
import type { OurServerMethods } from "../clients/server.ts";
import { nodeChannel } from "../harness/channel.ts";
import { installPython } from "../harness/install-python.ts";
import { WorkerProcess } from "../harness/worker-process.ts";

/** By type, way and operation: `whole`, `refused: ` and a reason, or `wrong: ` and what differs. */
export type TypeTable = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;

const streamsFile = fileURLToPath(new URL("../../packages/arrow/test/files/types.json", import.meta.url));
const python = fileURLToPath(new URL("../python/type_table.py", import.meta.url));

/** What the short form runs: a type of each kind that was once cut, dropped or refused. */
const shortTypes = [
  "null",
  "bool, all null",
  "string_view",
  "large_list",
  "list_view",
  "vector of halffloat",
  "map",
  "decimal128, negative scale",
  "timestamp[ns, tz=Europe/Berlin]",
  "dictionary of string by int8",
  "struct of dictionary",
  "vector of struct",
  "blob of the first kind",
  "blob of the second kind",
  "extension uuid",
  "zero rows",
];

/** Makes the table. The long form has all types. */
export async function makeTypeTable(short: boolean): Promise<TypeTable> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-types-"));
  const server = new WorkerProcess<Pick<OurServerMethods, keyof OurServerMethods>>(
    "our server",
    nodeChannel("server"),
  );
  try {
    const served = join(folder, "served");
    const url = await server.call("serve", served);
    const all = Object.entries<string>(JSON.parse(await readFile(streamsFile, "utf8")));
    const streams = Object.fromEntries(short ? all.filter(([name]) => shortTypes.includes(name)) : all);
    const own = join(folder, "own");
    const node = await run(process.execPath, [await installProgram("interop/types/node-ways.ts")], {
      url,
      root: own,
      streams,
    });
    const results: Record<string, { root?: string; types: object }> = JSON.parse(node);
    for (const way of Object.values(results)) way.root ??= served;
    const settings = {
      url,
      root: served,
      names: Object.keys(streams),
      results,
      cli: [process.execPath, await installProgram("interop/types/command-lines.ts")],
      files: ["arrow", "feather", "parquet"],
    };
    return JSON.parse(await run(installPython(), ["-W", "ignore", "-B", python], settings));
  } finally {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The cells of a table that are neither whole nor refused. */
export function wrongCells(table: TypeTable): string[] {
  return Object.entries(table).flatMap(([type, ways]) =>
    Object.entries(ways).flatMap(([way, operations]) =>
      Object.entries(operations)
        .filter(([, outcome]) => outcome.startsWith("wrong"))
        .map(([operation, outcome]) => `${type}, ${way}, ${operation}: ${outcome}`),
    ),
  );
}

/** Runs a program that takes JSON on its standard input, and resolves with its standard output. */
function run(command: string, parameters: readonly string[], settings: object): Promise<string> {
  const child = spawn(command, parameters, {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, LANCE_LOG: "error", LANCEDB_LOG: "error", RUST_BACKTRACE: "0" },
  });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin.end(JSON.stringify(settings));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString());
      else
        reject(new Error(`${command} ended with ${code}: ${Buffer.concat(errors).toString().slice(-2000)}`));
    });
  });
}
