import { constants, openSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { CliError } from "./errors/cli-error.ts";
import { exitCodes } from "./errors/exit-codes.ts";

/** Settings and keys are short; what is longer is another file. */
const defaultMaxBytes = 16 * 1024 * 1024;
/** For how long the writer of a pipe is waited for. */
const pipeMs = 15_000;

/**
 * The text of a file that the caller named. No thread waits for it: one that waits for the writer of a named pipe never
 * ends, and four of them stop all work on files.
 *
 * Rejects with the system's error, and with an error of the command line for folders, devices, files that are too long and pipes
 * whose writer takes longer than 15 s.
 *
 * @param mostBytes - default 16 MiB
 */
export async function readTextFile(path: string, mostBytes: number = defaultMaxBytes): Promise<string> {
  if (path === "/dev/null") return "";
  const found = await stat(path);
  if (found.isFIFO()) return readPipe(path, mostBytes);
  if (!found.isFile())
    throw notAFile(`${path} is a ${found.isDirectory() ? "folder" : "device"}, not a file.`);
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) throw tooLong(path, mostBytes);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function readPipe(path: string, mostBytes: number): Promise<string> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = new Socket({ fd, readable: true, writable: false });
  const read = new AbortController();
  void sleep(pipeMs, undefined, { signal: read.signal }).then(
    () => pipe.destroy(notAFile(`${path} is a pipe whose writer does not end.`)),
    () => undefined,
  );
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of pipe) {
      if (!(chunk instanceof Uint8Array)) continue;
      bytes += chunk.byteLength;
      if (bytes > mostBytes) throw tooLong(path, mostBytes);
      chunks.push(chunk);
    }
  } finally {
    read.abort();
    pipe.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tooLong(path: string, mostBytes: number): CliError {
  return notAFile(`${path} is longer than ${mostBytes / 1024 / 1024} MiB.`);
}

function notAFile(reason: string): CliError {
  return new CliError(exitCodes.notFound, reason, { hint: "check the path" });
}
