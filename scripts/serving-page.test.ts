/** docs/serving.md names each limit of the server, with the default that the sources have. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serverLimits } from "../packages/cli/src/server-limits.ts";
import { resolveLimits } from "../packages/server/src/limits.ts";
import { root } from "./workspace.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** The cells of the rows below the heading "Limits". */
const rows = (read("docs/serving.md").split("\n## Limits\n")[1] ?? "")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split(/ \| |^\| | \|$/).map((cell) => cell.trim()))
  .map(([, limit = "", value = "", name = "", effect = ""]) => ({ limit, value, name, effect }));

const digits = (value: number): string => value.toLocaleString("en-US");
const seconds = (milliseconds: number): string => `${digits(milliseconds / 1_000)} s`;
const kibibytes = (bytes: number): string => `${digits(bytes / 2 ** 10)} KiB`;
const mebibytes = (bytes: number): string => `${digits(bytes / 2 ** 20)} MiB`;

describe("a limit that has a name is in the row with that name", () => {
  const limits = resolveLimits();
  test.each([
    ["connections", digits(limits.connections)],
    ["anonymous-seconds", seconds(limits.anonymousMs)],
    ["wait-seconds", seconds(limits.waitMs)],
    ["transfers", digits(limits.transfers)],
    ["transfers-per-caller", digits(limits.transfersPerCaller)],
    ["body-memory-megabytes", mebibytes(limits.bodyMemoryBytes)],
    ["read-seconds", seconds(limits.readMs)],
    ["write-seconds", seconds(limits.writeMs)],
  ])("%s", (name, value) => {
    expect(serverLimits({ limit: [`${name}=1`] })).not.toEqual({});
    const found = rows.filter((row) => row.name === `\`${name}\``);
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) expect(row.value).toContain(value);
  });

  test("and no other name is there, or in the options", () => {
    const named = new Set(rows.map(({ name }) => name).filter((name) => name.startsWith("`")));
    expect(named.size).toBe(Object.keys(limits).length);
  });
});

type FixedLimit = readonly [
  limit: string,
  file: string,
  constant: string,
  format?: (value: number) => string,
];

const restServer = "packages/rest-server/src";
const jsonLimits = `${restServer}/request/json-limits.ts`;
const query = "packages/tables/src/operations/build-query.ts";
const columns = "packages/tables/src/operations/column-parts.ts";
const text = "packages/tables/src/operations/full-text.ts";
const sql = "packages/tables/src/sql/limits.ts";
const limiter = `${restServer}/access/concurrency-limiter.ts`;
const fixed: readonly FixedLimit[] = [
  ["requests on a connection", `${restServer}/node/connections.ts`, "maxPipelined"],
  ["time of an idle connection", `${restServer}/node/serve.ts`, "keepAliveTimeout", seconds],
  ["invalid keys", "packages/server/src/access/failed-auth-limiter.ts", "burst"],
  ["invalid keys", "packages/server/src/access/failed-auth-limiter.ts", "perSecond"],
  ["transfers that wait", limiter, "maxQueued"],
  ["[transfers]", limiter, "maxQueueMs", seconds],
  ["[slow reads]", "packages/server/src/sources/with-workers.ts", "maxChanges"],
  ["[slow changes]", "packages/server/src/sources/with-workers.ts", "maxChanges"],
  ["id of an object", `${restServer}/request/path-id.ts`, "maxIdLength"],
  ["id of an object", `${restServer}/request/path-id.ts`, "maxIdComponents"],
  ["name of a namespace", "packages/core/src/identifier.ts", "longestComponent"],
  ["properties of a namespace", "packages/core/src/properties.ts", "maxCharacters"],
  ["JSON body", `${restServer}/admit-call.ts`, "jsonBytes", mebibytes],
  ["anonymous JSON body", `${restServer}/admit-call.ts`, "maxAnonymousBytes", kibibytes],
  ["JSON: nesting", jsonLimits, "maxDepth"],
  ["JSON: fields", jsonLimits, "maxFields"],
  ["JSON: objects and arrays", jsonLimits, "maxContainers"],
  ["JSON: values", jsonLimits, "maxValues"],
  ["Arrow: schema", "packages/arrow/src/schema/read-schema.ts", "maxFields"],
  ["Arrow: values of dictionaries", "packages/tables/src/arrow/arrow-parts.ts", "maxDictionaryValues"],
  ["Arrow: decompressed", "packages/arrow/src/compression/compression.ts", "maxBatchBytes", mebibytes],
  ["Arrow: decompressed", "packages/arrow/src/compression/compression.ts", "maxRatio"],
  ["Arrow: decompressed", "packages/arrow/src/compression/compression.ts", "maxTotalBytes", mebibytes],
  ["query, metadata of columns", columns, "maxColumns"],
  ["query: vectors", query, "maxVectors"],
  ["query: vectors", query, "maxResults"],
  ["query: text", text, "maxParts"],
  ["query: text", text, "maxCharacters"],
  ["SQL: length", sql, "characters"],
  ["SQL: length", sql, "value"],
  ["SQL: names", sql, "parts"],
  ["SQL: names", sql, "entries"],
  ["SQL: nesting", sql, "depth"],
  ["SQL: functions", sql, "calls"],
  ["SQL: functions", sql, "arguments"],
  ["SQL: result of a function", sql, "text"],
  ["SQL: result of a function", sql, "columns"],
  ["SQL: result of a function", sql, "allText"],
  ["SQL: result of a function", sql, "copies"],
  ["SQL: regular expressions", sql, "pattern"],
  ["SQL: regular expressions", sql, "patternCosts"],
  ["SQL: pattern of", sql, "wildcards"],
];

describe("a fixed limit is the constant of the sources", () => {
  const named = fixed.map(([limit, file, constant, format = digits]) => ({ limit, file, constant, format }));

  test.each(named)("$limit, $file: $constant", ({ limit, file, constant, format }) => {
    const [row] = rows.filter((candidate) => candidate.limit.startsWith(limit));
    const value = format(constantIn(read(file), constant));
    expect(`${row?.value}; ${row?.effect}`).toMatch(new RegExp(`(?<![\\d,])${value}(?!\\d|,\\d)`));
  });
});

/** The product of numbers and powers that a constant is. */
function constantIn(source: string, name: string): number {
  const found = new RegExp(`\\b${name}(?: =|:) ([\\d_ *]+)[,;\\s}]`).exec(source)?.[1] ?? "";
  const factors = found.replaceAll("_", "").split(" * ");
  return factors
    .map((factor) => factor.split(" ** ").map(Number))
    .reduce((all, [base = 1, power = 1]) => all * base ** power, 1);
}
