import {
  formatCreateMode,
  formatDropBehavior,
  formatDropMode,
  formatIdentifier,
  formatInsertMode,
  formatRegisterMode,
  InvalidInputError,
  parseCreateMode,
  parseDropBehavior,
  parseDropMode,
  parseInsertMode,
  parseRegisterMode,
  validateAddress,
  validatePageRequest,
  validatePath,
  validateTableAddress,
  validateTablePath,
} from "@lancetree/core";
import { credentialHeaders, prefixedHeaders } from "./headers.ts";
import type { Operation, OperationName } from "./transport.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A request of the contract, taken apart as it travels. */
export interface WireRequest {
  readonly path: Record<string, string>;
  readonly query: Record<string, unknown>;
  /** From the request's identity and context. */
  readonly headers: Record<string, string>;
  /** JSON text; undefined where there is no body or it is Arrow data. */
  readonly body: string | undefined;
  /** The request's mode as the specification writes it. */
  readonly mode: string | undefined;
}

/**
 * Takes a request apart: what goes into path, query, headers and body. Identity and context become headers and are in
 * no body; entries of the context that are not called `header.<name>` have no place on the wire.
 *
 * @throws InvalidInputError for what no server could understand
 */
export function writeRequest(
  name: OperationName,
  operation: Operation,
  request: object,
  delimiter: string,
): WireRequest {
  const { identity, context, data, ...fields }: Fields = { ...request };
  const spelled: Fields = { ...fields, ...modes(name, fields) };
  if (operation.query.includes("page_token")) validatePageRequest(spelled);
  return {
    path: pathOf(name, operation, spelled, delimiter),
    query: {
      ...queryOf(operation, spelled, delimiter),
      // What a body of JSON would have said.
      ...(isPresent(data) &&
        operation.body === "json" &&
        isPresent(fields["branch"]) && { branch: fields["branch"] }),
    },
    headers: { ...prefixedHeaders({ ...asFields(context) }), ...identityHeaders(identity) },
    body: bodyOf(operation, spelled),
    mode: typeof spelled["mode"] === "string" ? spelled["mode"] : undefined,
  };
}

const createMode = (mode: unknown): string => formatCreateMode(parseCreateMode(mode));
const spellings: { readonly [Name in OperationName]?: (mode: unknown) => string } = {
  createNamespace: createMode,
  createTable: createMode,
  registerTable: (mode) => formatRegisterMode(parseRegisterMode(mode)),
  insertIntoTable: (mode) => formatInsertMode(parseInsertMode(mode)),
  dropNamespace: (mode) => formatDropMode(parseDropMode(mode)),
};

/** Modes in the specification's spelling; a mode that is absent stays absent. */
function modes(name: OperationName, { mode, behavior }: Fields): Fields {
  const spelling = spellings[name];
  return {
    ...(spelling !== undefined && isPresent(mode) && { mode: spelling(mode) }),
    ...(name === "dropNamespace" &&
      isPresent(behavior) && { behavior: formatDropBehavior(parseDropBehavior(behavior)) }),
  };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function pathOf(
  name: OperationName,
  operation: Operation,
  fields: Fields,
  delimiter: string,
): Record<string, string> {
  const path: Record<string, string> = {};
  if (operation.path.includes("{id}")) {
    // A name that is about to come into being has to follow the rules; one that others gave need not.
    const isNew = /^(create(Namespace|Table|MaterializedView)|declareTable|registerTable)$/.test(name);
    const isNamespace = operation.path.startsWith("/v1/namespace/");
    const validateTable = isNew ? validateTablePath : validateTableAddress;
    const validateNamespace = isNew ? validatePath : validateAddress;
    const id = (isNamespace ? validateNamespace : validateTable)(fields["id"]);
    path["id"] = segment(formatIdentifier(id, delimiter), "The identifier");
  }
  if (operation.path.includes("{index_name}")) path["index_name"] = indexName(fields["index_name"]);
  return path;
}

function indexName(name: unknown): string {
  if (typeof name === "string" && /^\P{Surrogate}+$/u.test(name)) return segment(name, "The index name");
  throw new InvalidInputError("A request about an index needs its `index_name`.");
}

function segment(text: string, what: string): string {
  if (text !== "." && text !== "..") return text;
  throw new InvalidInputError(
    `${what} would be "${text}" in the address, which URLs cannot contain; the root is the delimiter alone.`,
  );
}

function queryOf(operation: Operation, fields: Fields, delimiter: string): Record<string, unknown> {
  const query: Record<string, unknown> = {};
  for (const name of operation.query) {
    const value = fields[name];
    // An empty token means the beginning, as an absent one does.
    if (isPresent(value) && !(name === "page_token" && value === "")) {
      query[name] = typeof value === "object" && !Array.isArray(value) ? JSON.stringify(value) : value;
    }
  }
  // Also the default: servers disagree about it.
  query["delimiter"] ??= delimiter;
  return query;
}

function bodyOf(operation: Operation, fields: Fields): string | undefined {
  if (operation.body === "map") return JSON.stringify(fields["metadata"] ?? {});
  if (operation.body !== "json") return undefined;
  const body: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!operation.query.includes(name)) body.push([name, withoutSecrets(name, value)]);
  }
  return JSON.stringify(Object.fromEntries(body));
}

/** Requests inside of a request have an identity and a context as well. */
function withoutSecrets(name: string, value: unknown): unknown {
  if (name === "query") {
    const { identity: _, context: __, ...query } = asFields(value);
    return query;
  }
  if (name !== "operations" || !Array.isArray(value)) return value;
  return value.map((operation: unknown) =>
    Object.fromEntries(
      Object.entries(asFields(operation)).map(([kind, inner]) => [kind, withoutSecrets("query", inner)]),
    ),
  );
}

function identityHeaders(identity: unknown): Record<string, string> {
  const { api_key: apiKey, auth_token: token } = asFields(identity);
  return credentialHeaders(apiKey, token);
}

function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
