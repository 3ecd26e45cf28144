import {
  ConcurrentModificationError,
  InvalidTableStateError,
  PermissionDeniedError,
  ServiceUnavailableError,
} from "@lancetree/core";
import { firstSentence } from "./error-message.ts";
import type { KnownMessage } from "./known-message.ts";

/** Conflicts with other writers, and failures of disks, object stores and networks. */
export const storageMessages: readonly KnownMessage[] = [
  {
    patterns: [
      /commit conflict/i,
      /Too many concurrent writers/,
      // If another process with Lance 14 has committed, Lance 12 cannot read what that commit changed, and cancels
      // its own commit.
      /does not have a transaction file/,
    ],
    rarePatterns: [/concurrent transaction/i],
    toError: (_, call, options) =>
      new ConcurrentModificationError(
        `Commit conflict: another writer changed table '${call.table}' at the same time.`,
        options,
      ),
  },
  {
    // EPERM, EACCES, EROFS
    patterns: [/\(os error (1|13|30)\)/, /403 Forbidden/],
    rarePatterns: [/Permission denied|Operation not permitted|AccessDenied|Read-only file system/i],
    toError: (message, _, options) => new PermissionDeniedError(firstSentence(message), options),
  },
  {
    // ENOSPC, EDQUOT
    patterns: [/\(os error (28|122)\)/],
    rarePatterns: [/No space left on device|Disk quota exceeded/i],
    toError: (_, call, options) =>
      new ServiceUnavailableError(
        `Table '${call.table}' could not be written: no space is left on the device.`,
        options,
      ),
  },
  {
    // EFBIG
    patterns: [/\(os error 27\)/],
    rarePatterns: [/File too large/i],
    toError: (_, call, options) =>
      new ServiceUnavailableError(
        `Table '${call.table}' could not be written: a file would become larger than is allowed.`,
        options,
      ),
  },
  {
    // ENFILE, EMFILE
    patterns: [/\(os error 2[34]\)/],
    rarePatterns: [/Too many open files/i],
    toError: (_, call, options) =>
      new ServiceUnavailableError(
        `Table '${call.table}' could not be used: too many files are open.`,
        options,
      ),
  },
  {
    patterns: [/error sending request/, /503 /, /SlowDown/, /timed out/],
    rarePatterns: [/connection (refused|reset)/i],
    toError: (message, _, options) => new ServiceUnavailableError(firstSentence(message), options),
  },
];

/** Codes of the operating system for a missing file, and for a folder in the place of a file or the reverse. */
const wrongFile = /\(os error (2|17|20|21|22|36|39|40)\)/;

/** Compared last: files that are missing, and any other failure of the system. */
export const systemMessages: readonly KnownMessage[] = [
  {
    patterns: [["not found: ", "/data/"]],
    toError: (_, call, options) =>
      new InvalidTableStateError(
        `Files of table '${call.table}' are missing: another client removed them, or replaced the table while it was read.`,
        options,
      ),
  },
  {
    patterns: [wrongFile],
    toError: (message, call, options) =>
      new InvalidTableStateError(
        `A file or folder of table '${call.table}' is missing, or is of the wrong kind: ${firstSentence(message)}.`,
        options,
      ),
  },
  {
    patterns: [/\(os error \d+\)/],
    toError: (message, call, options) =>
      new ServiceUnavailableError(
        `The operating system could not read or write table '${call.table}': ${firstSentence(message)}.`,
        options,
      ),
  },
];
