import { constants, createReadStream, createWriteStream, openSync, rmSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { isSystemError } from "@lancetree/core";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { fileError, isFull } from "../errors/file-error.ts";
import type { InputStream } from "../output/streams.ts";
import { invalidFile } from "./invalid-file.ts";

/** A file that can be read more than once and from any position: the named file, or a temporary copy of a pipe. */
export interface InputFile extends AsyncDisposable {
  readonly path: string;
  /** The name in messages. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

interface InputOptions {
  readonly stdin: InputStream;
  readonly signal: AbortSignal;
}

const stdinNames = ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/**
 * Opens what `--from` names: a file, a pipe, or `-` for the standard input. Pipes, and files in gzip, are copied into
 * a temporary file first, which is removed at the end. Rejects if the file does not exist, and for folders, devices
 * and other kinds of archives.
 */
export async function openInput(name: string, { stdin, signal }: InputOptions): Promise<InputFile> {
  const plain = await openPlain(name, { stdin, signal });
  try {
    const head = await headOf(plain.path);
    const archive = archives.find(({ begins }) => begins.every((byte, index) => head[index] === byte));
    if (!archive) return plain;
    if (archive.what !== "gzip") throw invalidFile(name, `it is ${archive.what}.`, undefined, archive.hint);
    const unpacked = await copyToTemporaryFile(name, [createReadStream(plain.path), createGunzip()], signal);
    await plain[Symbol.asyncDispose]();
    return unpacked;
  } catch (error) {
    await plain[Symbol.asyncDispose]();
    throw fileError(name, error);
  }
}

async function openPlain(name: string, { stdin, signal }: InputOptions): Promise<InputFile> {
  if (stdinNames.includes(name)) return copyToTemporaryFile("standard input", [stdin], signal);
  const found = await stat(name).catch((error: unknown) => {
    throw fileError(name, error);
  });
  if (found.isFile())
    return { path: name, name, size: found.size, [Symbol.asyncDispose]: async () => undefined };
  if (found.isFIFO()) return copyToTemporaryFile(name, [openFifo(name)], signal);
  if (name === "/dev/null") return copyToTemporaryFile(name, [createReadStream(name)], signal);
  throw notAFile(`${name} is a ${found.isDirectory() ? "folder" : "device"}, not a file.`);
}

/** Reads a named pipe without a thread that waits for the pipe's writer, because no signal could end that thread. */
function openFifo(name: string): Socket {
  const fd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

function notAFile(reason: string): CliError {
  return new CliError(exitCodes.notFound, reason, { hint: "check the path after --from" });
}

/** The first bytes of compressed files and archives. */
const archives: readonly {
  readonly begins: readonly number[];
  readonly what: string;
  readonly hint?: string;
}[] = [
  { begins: [0x1f, 0x8b], what: "gzip" },
  {
    begins: [0x50, 0x4b, 3, 4],
    what: "a ZIP archive or an Excel workbook",
    hint: "unpack it, or save the sheet as CSV; nothing was changed",
  },
  {
    begins: [0xd0, 0xcf, 0x11, 0xe0],
    what: "an old Excel workbook",
    hint: "save the sheet as CSV; nothing was changed",
  },
  { begins: [0x28, 0xb5, 0x2f, 0xfd], what: "a zstd archive", hint: "unpack it with zstd -d" },
  { begins: [0x42, 0x5a, 0x68], what: "a bzip2 archive", hint: "unpack it with bunzip2" },
  { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: "an xz archive", hint: "unpack it with unxz" },
];

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Copies a stream into a temporary file, which is deleted at the end of the process if it was not deleted before. */
async function copyToTemporaryFile(
  name: string,
  streams: readonly [NodeJS.ReadableStream, ...NodeJS.ReadWriteStream[]],
  signal: AbortSignal,
): Promise<InputFile> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-"));
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeNow);
  const dispose = async (): Promise<void> => {
    process.off("exit", removeNow);
    await rm(folder, { recursive: true, force: true });
  };
  const path = join(folder, "input");
  try {
    await pipeline([...streams, createWriteStream(path, { mode: 0o600 })], { signal });
    const { size } = await stat(path);
    return { path, name, size, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    signal.throwIfAborted();
    if (isFull(error)) {
      throw new CliError(exitCodes.unavailable, `No space is left in ${tmpdir()} for a copy of ${name}.`, {
        hint: "set TMPDIR to a folder with more room, or pass a file",
      });
    }
    if (isSystemError(error) && error.code.startsWith("Z_")) {
      throw invalidFile(name, "it is a damaged gzip file; its end may be missing.", error);
    }
    throw fileError(name, error);
  }
}
