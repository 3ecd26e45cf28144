import {
  type ErrorCode,
  errorCodes,
  fromErrorResponse,
  isErrorCode,
  type NamespaceError,
  withoutSourceLocations,
} from "@lancetree/core";
import type { Operation, OperationName } from "./transport.ts";

const maxMessageLength = 300;
/** A longer message is cut off before it is read. */
const maxReadLength = 4_000;

/**
 * Turns an error response into an error. The code in the body decides, in any position and spelling; without a code, the
 * status and the operation decide.
 *
 * @param body - parsed JSON, or text, or undefined where nothing came
 */
export function readError(
  name: OperationName,
  operation: Operation,
  status: number,
  body: unknown,
  requestId: string | null,
): NamespaceError {
  const fields = fieldsOf(body);
  const sentCode = fields["code"];
  const code = parseCode(sentCode);
  const reported = firstMessage(
    fields["error"],
    fields["message"],
    fields["title"],
    fields["detail"],
    firstLine(body),
  );
  const message = reported ?? `${name} failed with HTTP status ${status}`;
  const unknown = sentCode !== undefined && sentCode !== null && code === undefined;
  return fromErrorResponse(
    {
      error: unknown
        ? `${message} (code ${JSON.stringify(sentCode).slice(0, 40)}, HTTP status ${status})`
        : message,
      // An unknown code is an internal error for every status.
      code: unknown ? 18 : (code ?? codeOfStatus(name, operation, status)),
      detail: firstMessage(fields["detail"]) === message ? undefined : firstMessage(fields["detail"]),
      instance: firstMessage(fields["instance"], requestId),
    },
    status,
  );
}

/** Whether the body says which of the protocol's codes it is. */
export function hasCode(body: unknown, code: ErrorCode): boolean {
  return parseCode(fieldsOf(body)["code"]) === code;
}

/** The fields of an error body; those of a nested `error` win. */
function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null) return {};
  const { error, ...outer }: Readonly<Record<string, unknown>> = { ...body };
  return typeof error === "object" && error !== null ? { ...outer, ...error } : { ...outer, error };
}

/** A code as a number, as digits, or by its name in any spelling. */
function parseCode(value: unknown): ErrorCode | undefined {
  if (typeof value === "number") return isErrorCode(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  if (/^\d+$/.test(value)) return parseCode(Number(value));
  const plain = plainName(value);
  return errorCodes.find(({ name }) => plainName(name) === plain)?.code;
}

function plainName(name: string): string {
  return name
    .replace(/[^a-z]/gi, "")
    .toLowerCase()
    .replace(/error$/, "");
}

/** The first line of a string; undefined for a page of HTML, which does not help a person. */
function firstLine(body: unknown): string | undefined {
  return typeof body === "string" && !/^\s*</.test(body) ? body.trim().split("\n", 1)[0] : undefined;
}

function firstMessage(...values: readonly unknown[]): string | undefined {
  const found = values.find((value): value is string => typeof value === "string" && value !== "");
  // Servers in Rust append where in their sources the failure arose, a path of the machine that built them.
  const text = found === undefined ? undefined : withoutSourceLocations(found.slice(0, maxReadLength));
  return text !== undefined && text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}…` : text;
}

/** What a bare status means; undefined where the table of core knows better. */
function codeOfStatus(name: OperationName, operation: Operation, status: number): ErrorCode | undefined {
  if (status === 404 || status === 410) return notFoundCode(name, operation);
  if (status === 409) return conflictCodes[name] ?? 14;
  if (status === 405 || status === 501) return 0;
  if (status === 408) return 17;
  return status === 411 || status === 413 || status === 414 || status === 415 || status === 422
    ? 13
    : undefined;
}

function notFoundCode(name: OperationName, { path }: Operation): ErrorCode | undefined {
  // A server that does not have the route.
  if (path.startsWith("/lancetree/")) return 0;
  // What they name need not exist, so that its parent is what is missing.
  if (name === "createTable" || name === "declareTable" || name === "registerTable") return 1;
  if (path.startsWith("/v1/namespace/")) return 1;
  if (path.startsWith("/v1/transaction/")) return 10;
  return path.includes("{id}") ? 4 : undefined;
}

const conflictCodes: { readonly [Name in OperationName]?: ErrorCode } = {
  createNamespace: 2,
  dropNamespace: 3,
  createTable: 5,
  declareTable: 5,
  registerTable: 5,
  renameTable: 5,
  createMaterializedView: 5,
  createTableIndex: 7,
  createTableScalarIndex: 7,
  createTableTag: 9,
  createTableBranch: 23,
};
