import { type ErrorCode, isError, isNamespaceError, isSystemError } from "@lancetree/core";
import { isCliError } from "./cli-error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { describeSystemError } from "./file-error.ts";

/** A failure as it is printed. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string;
  /** The class of the error: the protocol's, `CliError`, or the platform's. */
  readonly name: string;
  /** The protocol's code, where it is an error of the catalog. */
  readonly code: ErrorCode | undefined;
  /** What to do next. */
  readonly hint: string;
}

/** Describes any thrown value by one sentence, an exit code and what to do next, without its stack and causes. */
export function describeFailure(error: unknown, command: string): Failure {
  if (isCliError(error)) {
    const hint = error.hint ?? `lancetree ${command} --help`;
    return { exitCode: error.exitCode, message: error.message, name: error.name, code: undefined, hint };
  }
  if (isNamespaceError(error)) {
    // If the command cannot read the rows that it sends, the call that sends them rejects with that failure.
    if (isCliError(error.cause)) return describeFailure(error.cause, command);
    const { exitCode, hint } = byCode(error.code, command);
    const { message, name, code } = error;
    return { exitCode, message, name, code, hint: hintFor(message) ?? hint };
  }
  const name = isError(error) ? error.name : "Error";
  if (isSystemError(error)) return { ...describeSystemError(error), name, code: undefined };
  const message = (isError(error) ? error.message : String(error)).split("\n")[0] ?? "";
  const hint = `this is a fault of lancetree; report it with the output of "lancetree --version"`;
  return { exitCode: exitCodes.failed, message, name, code: undefined, hint };
}

function byCode(code: ErrorCode, command: string): { exitCode: ExitCode; hint: string } {
  switch (code) {
    case 0:
      return {
        exitCode: exitCodes.unsupported,
        hint: "use a catalog that supports it, such as a folder (--root), or a newer version",
      };
    case 1:
      return { exitCode: exitCodes.notFound, hint: missingNamespace(command) };
    case 4:
      return { exitCode: exitCodes.notFound, hint: '"lancetree tree" shows what is there' };
    case 6:
    case 8:
    case 10:
    case 11:
    case 12:
    case 22:
      return { exitCode: exitCodes.notFound, hint: '"lancetree describe PATH" shows what the table has' };
    case 2:
    case 5:
      return {
        exitCode: exitCodes.exists,
        hint: command.startsWith("create")
          ? "choose another name, or --mode exist_ok to keep what is there"
          : 'choose another name; "lancetree describe PATH" shows what has this one',
      };
    case 7:
    case 9:
    case 23:
      return { exitCode: exitCodes.exists, hint: "choose another name" };
    case 3:
      return {
        exitCode: exitCodes.conflict,
        hint: '"lancetree tree PATH" shows what is in it; --cascade also drops its content',
      };
    case 13:
    case 20:
      return {
        exitCode: exitCodes.invalid,
        hint: `correct what the message names; "lancetree ${command} --help" shows the options`,
      };
    case 14:
      return { exitCode: exitCodes.unavailable, hint: "other writers committed first; try again" };
    case 15:
      return { exitCode: exitCodes.denied, hint: "ask the operator of the catalog for access to this path" };
    case 16:
      return {
        exitCode: exitCodes.denied,
        hint: "for a server, set LANCETREE_API_KEY or pass --api-key-file FILE; for a bucket, put its keys into a profile",
      };
    case 17:
    case 21:
      return {
        exitCode: exitCodes.unavailable,
        hint: "check that a server's address is right and reachable, or that the folder's disk has room; then try again",
      };
    case 19:
      return { exitCode: exitCodes.conflict, hint: '"lancetree check" says what is damaged' };
    case 18:
      return { exitCode: exitCodes.failed, hint: '"lancetree check" may say more' };
  }
}

/** Hints for messages, in terms of the command line. */
const hints: readonly (readonly [message: RegExp, hint: string])[] = [
  [/unless an INVERTED index/, '"lancetree create-index PATH COLUMN --type FTS" creates that index'],
  [
    /Not enough rows to train PQ/i,
    "--type IVF_FLAT --parameter num_partitions=1 builds an index over any number of rows",
  ],
  [/More than one vector column/i, "choose one with --vector-column NAME"],
  [
    /No vector column found|is not a vector|does not match the vector column/i,
    'vector columns have a type such as float32[128], which "lancetree describe PATH" shows; create-table --type COLUMN=float32[N] turns lists of N numbers into vectors',
  ],
  [
    /^The folder of the database is in use/,
    'stop that process; or if it is "lancetree serve", use its catalog with --uri and its address',
  ],
  [/ is protected: /, '"lancetree unprotect PATH" allows that again'],
  [/SQL cannot be parsed/i, "--where takes a condition in SQL: --where \"age > 3 AND name = 'bob'\""],
  [/^Top level field .* cannot contain/, "give the column another name in the file; nothing was changed"],
  [
    /may contain only letters|must not be "\."|which separates the components/,
    'choose a name of letters, digits, "_", "-" and "."',
  ],
];

function hintFor(message: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(message))?.[1];
}

function missingNamespace(command: string): string {
  if (command === "create-namespace" || command === "create-table") {
    return "--parents also creates the missing namespaces above it";
  }
  const makes = ["rename", "register"].includes(command);
  return `${makes ? '"lancetree create-namespace PATH" creates it; ' : ""}"lancetree tree" shows what is there`;
}
