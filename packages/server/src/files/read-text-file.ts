import { constants, openSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { InvalidInputError } from "@lancetree/core";

/** Settings and keys are shorter; a longer file is probably another one. */
const defaultMaxBytes = 16 * 1024 * 1024;
const pipeTimeoutMs = 15_000;

/**
 * Reads a text file, or a named pipe to its end, without occupying a thread of Node's pool. A thread that waits for the
 * writer of a pipe may wait indefinitely, and four such threads would stop all access to files.
 *
 * Rejects with the system's error, and with InvalidInput for directories, devices, files longer than `maxBytes`, and
 * pipes whose writer takes longer than 15 s.
 *
 * @param maxBytes - default 16 MiB
 */
export async function readTextFile(path: string, maxBytes: number = defaultMaxBytes): Promise<string> {
  if (path === "/dev/null") return "";
  const found = await stat(path);
  if (found.isFIFO()) return readPipe(path, maxBytes);
  if (!found.isFile()) {
    throw new InvalidInputError(`${path} is a ${found.isDirectory() ? "folder" : "device"}, not a file.`);
  }
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw tooLong(path, maxBytes);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function readPipe(path: string, maxBytes: number): Promise<string> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const pipe = new Socket({ fd, readable: true, writable: false });
  const read = new AbortController();
  void sleep(pipeTimeoutMs, undefined, { signal: read.signal }).then(
    () => pipe.destroy(new InvalidInputError(`${path} is a pipe whose writer does not close it.`)),
    () => undefined,
  );
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of pipe) {
      if (!(chunk instanceof Uint8Array)) continue;
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLong(path, maxBytes);
      chunks.push(chunk);
    }
  } finally {
    read.abort();
    pipe.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tooLong(path: string, maxBytes: number): InvalidInputError {
  return new InvalidInputError(`${path} is longer than ${maxBytes / 1024 / 1024} MiB.`);
}
