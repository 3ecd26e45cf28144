import { type FuzzOperation, resolve, type Schema, schemas } from "./document.ts";
import type { Random } from "./random.ts";
import { sample } from "./sample.ts";

/** A request, and what is known of it beforehand. */
export interface FuzzRequest {
  readonly operation: FuzzOperation;
  readonly path: string;
  readonly init: RequestInit & { method: string };
}

const ids = [["a"], ["b"], ["t"], ["a", "t"], ["a", "b"], ["a", "b", "t"], ["n", "t"]];
const hostileSegments = [
  "%24",
  "$",
  "a%24",
  "%24a",
  "a$$b",
  "%",
  "%zz",
  "%E0%A4",
  "%00",
  "%2F",
  "..%2F..%2Fetc",
  "a+b",
  "a%20b",
  "%F0%9F%98%80",
  "a%0d%0aX: y",
  "__proto__",
  "constructor",
  "x".repeat(5000),
  "a$".repeat(2000),
  "*",
  "'",
];
const hostileValues: unknown[] = [
  null,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  true,
  "",
  " ",
  "\u0000",
  "\ud800",
  "x".repeat(10_000),
  "'; drop table t; --",
  [],
  {},
  [[]],
  [null],
  { toString: 1 },
  { valueOf: 1 },
  { constructor: { prototype: 1 } },
  Array.from({ length: 2000 }, () => "a"),
];
const hostileBodies = [
  "",
  " ",
  "null",
  "{",
  "[]",
  '""',
  "1",
  "{}x",
  '{"id":',
  "\u0000",
  "[".repeat(5000),
  '{"__proto__":{"id":["a"]}}',
];
const hostileHeaders: [string, string][] = [
  ["content-type", "text/html"],
  ["content-type", "application/json; charset=utf-16"],
  ["content-encoding", "gzip"],
  ["authorization", "Bearer"],
  ["authorization", `Bearer ${"t".repeat(500)}`],
  ["x-api-key", "k"],
  ["x-request-id", "a b c"],
  ["x-lancedb-min-timestamp", "yesterday"],
  ["accept", "text/html"],
  ["origin", "https://elsewhere.example"],
  ["header.x", "y"],
];

/** A request for an operation: often one that is fine, otherwise one with something wrong in it. */
export function makeRequest(random: Random, operation: FuzzOperation): FuzzRequest {
  const path = operation.path
    .replace("{id}", makeSegment(random))
    .replace("{index_name}", random.chance(0.8) ? "id_idx" : random.pick(hostileSegments));
  const query = makeQuery(random, operation);
  const headers = Array.from({ length: random.below(3) }, () => random.pick(hostileHeaders));
  const method = random.chance(0.03)
    ? random.pick(["PUT", "DELETE", "GET", "POST", "OPTIONS", "PATCH"])
    : operation.method;
  const slash = random.chance(0.1) ? "/" : "";
  return {
    operation,
    path: `${path}${slash}${query}`,
    init: { method, headers, ...(method !== "GET" && makeBody(random, operation)) },
  };
}

function makeSegment(random: Random): string {
  return random.chance(0.8) ? encodeURIComponent(random.pick(ids).join("$")) : random.pick(hostileSegments);
}

function makeQuery(random: Random, { parameters }: FuzzOperation): string {
  const query = new URLSearchParams();
  for (const { name, schema } of parameters.filter((parameter) => parameter.in === "query")) {
    const sampled =
      name === "delimiter" ? "$" : random.chance(0.9) ? sample(random, schema) : random.pick(hostileValues);
    const values: unknown[] = Array.isArray(sampled) ? sampled.slice(0, 5) : [sampled];
    if (random.chance(0.4)) for (const value of values) query.append(name, textOf(value));
    if (random.chance(0.02)) query.append(name, "again");
  }
  if (random.chance(0.05)) query.set("unheard", "of");
  return query.size === 0 ? "" : `?${query.toString()}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function makeBody(random: Random, { body }: FuzzOperation): { body?: string | Uint8Array<ArrayBuffer> } {
  if (random.chance(0.1)) return { body: random.pick(hostileBodies) };
  if (body === undefined) return {};
  if (body.type !== "application/json")
    return { body: Uint8Array.from({ length: random.below(200) }, () => random.below(256)) };
  const value = sample(random, withoutCredentials(body.schema));
  if (isRecord(value) && random.chance(0.9)) delete value["id"];
  return { body: JSON.stringify(random.chance(0.6) ? value : spoil(random, value)) };
}

// An id is in the path already.
function withoutCredentials(schema: Schema): Schema {
  const resolved = resolve(schema);
  return resolved.properties
    ? { ...resolved, properties: { ...resolved.properties, identity: schemas["Identity"] ?? {} } }
    : resolved;
}

/** Puts something foreign at one place. */
function spoil(random: Random, value: unknown): unknown {
  const entries = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (entries.length === 0 || random.chance(0.3)) {
    return isRecord(value) && random.chance(0.5)
      ? { ...value, unheard: random.pick(hostileValues) }
      : random.pick(hostileValues);
  }
  const key = random.pick(entries);
  if (Array.isArray(value)) return value.with(Number(key), spoil(random, value[Number(key)]));
  return { ...(value as object), [key]: spoil(random, (value as Record<string, unknown>)[key]) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
