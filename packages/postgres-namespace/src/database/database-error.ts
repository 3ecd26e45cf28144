import {
  InternalError,
  InvalidInputError,
  isError,
  isNamespaceError,
  NamespaceError,
  PermissionDeniedError,
  ServiceUnavailableError,
} from "@lancetree/core";

/** The SQLSTATE codes that the catalog acts on: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const states = {
  foreignKey: "23503",
  unique: "23505",
  check: "23514",
  serialization: "40001",
  deadlock: "40P01",
  nulCharacter: "22021",
  tooLarge: "54000",
  noSuchTable: "42P01",
  noSuchColumn: "42703",
  noPrivilege: "42501",
} as const;

/** The check of the schema that refuses changes of protected objects. */
const protectionConstraint = "lancetree_unprotected";

/** Codes of Node, and classes of SQLSTATE, that mean that the connection was lost or not made. */
const lostConnection = /^(?:E[A-Z]+|08...|57P0[123])$/;

/** The messages with which `pg` rejects without a code when a connection ends. */
const lostMessage = /^(?:Connection terminated|Client has encountered a connection error|Query read timeout)/;

/** The message with which a pool of `pg` rejects if none of its connections was free in time. */
const busyMessage = /^timeout exceeded when trying to connect/;

/** The code of a database's error, or of the system's. */
function codeOf(error: unknown): string | undefined {
  if (!isError(error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** A row refers to one that does not exist, or is still referred to. */
export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === states.foreignKey;
}

export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === states.unique;
}

/** The change would have dropped, overwritten or renamed a protected object. */
export function isProtectionViolation(error: unknown): boolean {
  if (codeOf(error) !== states.check || !isError(error) || !("constraint" in error)) return false;
  return error.constraint === protectionConstraint;
}

/** Another transaction was in the way; this one had no effect and may succeed the next time. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === states.serialization || code === states.deadlock;
}

/** The outcome of the statement is unknown. */
export function isLostConnection(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return lostConnection.test(code);
  return isError(error) && lostMessage.test(error.message);
}

/** Whether the schema does not exist yet. */
export function isMissingTable(error: unknown): boolean {
  return codeOf(error) === states.noSuchTable;
}

/** The catalog's error for one of the database. Messages do not repeat the database's text, which may show a statement or an address. */
export function toNamespaceError(error: unknown): NamespaceError {
  if (isNamespaceError(error)) return error;
  const code = codeOf(error);
  const cause = { cause: error };
  if (isLostConnection(error))
    return new ServiceUnavailableError(
      `The catalog's database cannot be reached (${code ?? "no response"}).`,
      cause,
    );
  if (code === undefined && isError(error) && busyMessage.test(error.message))
    return new ServiceUnavailableError(
      "No connection to the catalog's database was free in time; try again.",
      cause,
    );
  switch (code) {
    case states.tooLarge:
      return new InvalidInputError(
        "The path is too long: its names may have about 2,700 bytes together, the maximum size of an entry of the database's index.",
        cause,
      );
    case states.nulCharacter:
      return new InvalidInputError("The database cannot store the character U+0000.", cause);
    case states.noSuchTable:
    case states.noSuchColumn:
      return new ServiceUnavailableError(
        "The database does not have the catalog's tables in their current form. Run the statements of schemaSql() on it, or leave out migrate: false.",
        cause,
      );
    case states.noPrivilege:
      return new PermissionDeniedError(
        "The user of the catalog's database lacks a privilege on the catalog's tables.",
        cause,
      );
    case undefined:
      return new InternalError("The catalog's database failed.", cause);
    default:
      return new InternalError(`The catalog's database failed with SQLSTATE ${code}.`, cause);
  }
}
