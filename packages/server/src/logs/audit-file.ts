import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { escapeControlChars, InvalidInputError, isSystemError } from "@lancetree/core";
import type { AuditLog } from "./audit-log.ts";
import type { ServerLog } from "./server-log.ts";

const lineEnd = 10;

/**
 * Appends to a file that only its owner may read. Each line is written synchronously: no line waits in memory,
 * and no line is lost when the process is killed. A line that cannot be written, such as on a full disk, is counted and logged, and
 * the server continues; the part of it that was written is ended before the next line.
 *
 * @throws InvalidInputError when the file cannot be opened
 */
export function openAuditFile(path: string, log: ServerLog): AuditLog {
  let file: number | undefined;
  let isCut: boolean;
  try {
    ({ file, isCut } = open(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new InvalidInputError(`The audit file ${path} cannot be opened (${error.code}).`, { cause: error });
  }
  let lost = 0;
  let lostInRow = 0;
  const lose = (reason: string): void => {
    lost++;
    lostInRow++;
    if (lostInRow === 1) {
      log(
        `An audit line could not be written to ${path}: ${reason}. The server continues; lancetree_audit_lines_lost_total counts the lost lines.`,
      );
    }
  };
  return {
    write(entry) {
      if (file === undefined) return lose("the file is closed");
      const bytes = Buffer.from(`${isCut ? "\n" : ""}${escapeControlChars(JSON.stringify(entry))}\n`);
      let written = 0;
      try {
        while (written < bytes.length) written += writeSome(file, bytes, written);
      } catch (error) {
        isCut ||= written > 0;
        return lose(reasonOf(error));
      }
      isCut = false;
      if (lostInRow > 0) log(`Audit lines are written to ${path} again; ${lostInRow} were lost.`);
      lostInRow = 0;
    },
    reopen() {
      if (file === undefined) return;
      try {
        const next = open(path);
        closeSync(file);
        ({ file, isCut } = next);
      } catch (error) {
        log(
          `The audit file ${path} could not be opened again: ${reasonOf(error)}. Lines continue in the open file.`,
        );
      }
    },
    lost: () => lost,
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

interface OpenFile {
  readonly file: number;
  /** Whether the last line of the file has no end, as after a server that was killed on a full disk. */
  readonly isCut: boolean;
}

/** Without waiting: a named pipe that nothing reads would hold the whole server. */
function open(path: string): OpenFile {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
  const file = openSync(path, O_APPEND | O_CREAT | O_NONBLOCK | O_WRONLY, 0o600);
  try {
    const found = fstatSync(file);
    return { file, isCut: found.isFile() && found.size > 0 && lastByte(path, found.size) !== lineEnd };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function lastByte(path: string, size: number): number | undefined {
  const reader = openSync(path, "r");
  try {
    const [byte] = readOne(reader, size - 1);
    return byte;
  } finally {
    closeSync(reader);
  }
}

function readOne(file: number, position: number): Uint8Array {
  const bytes = new Uint8Array(1);
  return bytes.subarray(0, readSync(file, bytes, 0, 1, position));
}

/** A full disk takes a part of a line first, and nothing from then on. @returns how many bytes were written */
function writeSome(file: number, bytes: Uint8Array, from: number): number {
  const count = writeSync(file, bytes, from);
  if (count === 0) throw new Error("The file accepts no more bytes.");
  return count;
}

function reasonOf(error: unknown): string {
  return isSystemError(error) ? error.code : "the file accepts no more bytes";
}
