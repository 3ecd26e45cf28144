import { differences } from "./differences.ts";
import { type OpenApiDocument, operationsOf, parametersOf, type Schema } from "./document.ts";

/** What `interop/python/client_document.py` prints of a client that was generated from an upstream document. */
export interface ClientDocument {
  readonly schemas: Readonly<Record<string, unknown>>;
  /** The operation, such as `POST /v1/table/{id}/query`, to the names of its query's parameters, sorted. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

/**
 * How our document differs from the one that a client was generated from, in lines as {@link differences} makes them: models, their
 * fields, which are required, types and limits; paths and the names of query parameters. A generated client does not say what may be
 * null, formats, defaults, statuses, and which strings, lists and maps have a name of their own.
 */
export function clientDifferences(ownDocument: OpenApiDocument, client: ClientDocument): string[] {
  const our = modelsOf(ownDocument.components?.schemas ?? {});
  const unnamed = Object.keys(our).filter(
    (name) => our[name]?.properties === undefined && !(name in client.schemas),
  );
  const isOfClient = (line: string): boolean =>
    !unnamed.some((name) => line.startsWith(`schema ${name}: absent`));
  return [
    ...differences(documentOf(our), documentOf(modelsOf(client.schemas))).filter(isOfClient),
    ...pathDifferences(pathsOf(ownDocument), client.paths),
  ];
}

function documentOf(schemas: Record<string, Schema>): OpenApiDocument {
  return { info: { version: "" }, paths: {}, components: { schemas } };
}

function modelsOf(schemas: Readonly<Record<string, unknown>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, comparable(schema)]));
}

const untold: ReadonlySet<string> = new Set([
  "format",
  "nullable",
  "default",
  "title",
  "enum",
  "uniqueItems",
]);

/** A schema in the words that both sides have. */
function comparable(schema: unknown): Schema {
  if (!isObject(schema)) return {};
  const { anyOf, oneOf, ...own } = schema;
  const choices = [anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const [first] = choices.filter((choice: unknown) => !isObject(choice) || choice["type"] !== "null");
  // Several choices are the ways to write a number or bytes in Python; a generated client has no others.
  if (first !== undefined) return comparable({ ...own, ...(isObject(first) ? first : {}) });
  return Object.fromEntries(
    Object.entries(own)
      .filter(([key]) => !untold.has(key))
      .map(([key, value]) => [key, comparableValue(key, value)]),
  );
}

function comparableValue(key: string, value: unknown): unknown {
  if (key === "type" && Array.isArray(value)) return value.find((type) => type !== "null");
  if (key === "properties" && isObject(value)) return modelsOf(value);
  return key === "items" || (key === "additionalProperties" && isObject(value)) ? comparable(value) : value;
}

function pathsOf(document: OpenApiDocument): Record<string, readonly string[]> {
  return Object.fromEntries(
    operationsOf(document).map((entry) => [
      `${entry.method.toUpperCase()} ${entry.path}`,
      parametersOf(document, entry)
        .filter((parameter) => parameter.in === "query")
        .map(({ name }) => name)
        .toSorted(),
    ]),
  );
}

function pathDifferences(documentPaths: ClientDocument["paths"], theirs: ClientDocument["paths"]): string[] {
  return [...new Set([...Object.keys(theirs), ...Object.keys(documentPaths)])]
    .filter((path) => documentPaths[path]?.join() !== theirs[path]?.join())
    .map((path) => `${path}: ${describeQuery(theirs[path])} -> ${describeQuery(documentPaths[path])}`);
}

function describeQuery(parameters: readonly string[] | undefined): string {
  return parameters === undefined ? "absent" : `query ${parameters.join(", ")}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
