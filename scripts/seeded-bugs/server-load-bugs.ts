import type { SeededBug } from "./seeded-bug.ts";

const server = "packages/rest-server/src";
const tests = "packages/cli/test/serve";

/** Bugs through which one caller, with or without a key, exhausts a resource of the server. */
export const serverLoadBugs: readonly SeededBug[] = [
  {
    name: "server: unauthenticated connections are kept when there are too many",
    file: `${server}/node/connections.ts`,
    find: "close(unknown ?? idle ?? oldestOfMajority(others) ?? newest);",
    replace: "close(unknown && idle && oldestOfMajority(others) ? newest : newest);",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: connections of a caller with a key count as unauthenticated",
    file: `${server}/node/connections.ts`,
    find: "connection.isKnown = true;",
    replace: "connection.isKnown = false;",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: the headers of a request have no timeout",
    file: `${server}/node/serve.ts`,
    find: "headersTimeout: headTimeoutMs,",
    replace: "headersTimeout: headTimeoutMs * 3_600,",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: an unauthenticated body has no timeout",
    file: `${server}/read-operation.ts`,
    find: "isTotal: isAnonymous,",
    replace: "isTotal: isAnonymous && jsonBytes < 0,",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: the bodies of one caller may fill the memory",
    file: `${server}/access/memory-budget.ts`,
    find: "bytes * parsedFactor",
    replace: "0",
    caughtBy: [`${tests}/attacks-bodies.test.ts`],
  },
  {
    name: "server: each byte of a body restarts the timeout",
    file: `${server}/request/body.ts`,
    find: "leftMs + (value.byteLength / minBytesPerSecond) * 1_000",
    replace: "leftMs + value.byteLength * minBytesPerSecond * 1_000",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: a response waits for a client that never reads",
    file: `${server}/node/write-response.ts`,
    find: "if (outgoing.socket) outgoing.destroy();",
    replace: "if (!outgoing.socket) outgoing.destroy();",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: all pipelined requests of a connection are handled at once",
    file: `${server}/node/connections.ts`,
    find: "return previous;",
    replace: "return previous && Promise.resolve();",
    caughtBy: [`${tests}/attacks-anonymous.test.ts`],
  },
  {
    name: "server: one key may use all query slots",
    file: "packages/server/src/http/server-handler.ts",
    find: "hasKeys ? limits.transfersPerCaller : limits.transfers",
    replace: "hasKeys ? limits.transfers + limits.transfersPerCaller : limits.transfers",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: two keys may use all query slots",
    file: `${server}/access/concurrency-limiter.ts`,
    find: "own * (max - maxPerCaller) < free * maxPerCaller",
    replace: "own * (max - maxPerCaller) < free * maxPerCaller * 1_000",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: transfers of rows are not limited",
    file: `${server}/access/transfers.ts`,
    find: "if (limiter === undefined || !isTransfer(operation, headers)) return undefined;",
    replace: "if (limiter === undefined || isTransfer(operation, headers)) return undefined;",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: a caller who reads nothing keeps its slot",
    file: `${server}/access/concurrency-limiter.ts`,
    find: "const maxIdleMs = 5_000;",
    replace: "const maxIdleMs = 500_000;",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: LanceDB's memory for aborted queries is not freed",
    file: "packages/tables/src/engine/free-abandoned-queries.ts",
    find: "    collector()?.();",
    replace: "    void collector;",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: an aborted call keeps its slot",
    file: `${server}/access/transfers.ts`,
    find: "    .finally(() => slot?.release(true));",
    replace: "    .finally(() => slot?.resume());",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: a compressed batch may decompress to any size",
    file: "packages/arrow/src/compression/compression.ts",
    find: "if (unpacked <= most) return most;",
    replace: "if (unpacked <= most * 1e9) return unpacked;",
    caughtBy: ["packages/arrow/test/compression.test.ts", `${tests}/attacks-strings.test.ts`],
  },
  {
    name: "server: JSON may have any number of fields",
    file: `${server}/request/json-limits.ts`,
    find: "if (fields > maxFields)",
    replace: "if (fields > maxFields * 1_000)",
    caughtBy: [`${tests}/attacks-memory.test.ts`],
  },
  {
    name: "server: JSON may have any depth",
    file: `${server}/request/json-limits.ts`,
    find: "if (depth > maxDepth)",
    replace: "if (depth > maxDepth * 1e9)",
    caughtBy: [`${tests}/attacks-memory.test.ts`],
  },
];
