import type { SeededBug } from "./seeded-bug.ts";

const server = "packages/rest-server/src";
const tests = "packages/cli/test/serve";

/** Holes through which callers, with or without a key, take so much that nothing is left for others. */
export const serverLoadBugs: readonly SeededBug[] = [
  {
    name: "server: strangers keep their connections where there are too many",
    file: `${server}/node/connections.ts`,
    find: "close(unknown ?? idle ?? oldestOfMajority(others) ?? newest);",
    replace: "close(unknown && idle && oldestOfMajority(others) ? newest : newest);",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: the connections of a caller with a key count as a stranger's",
    file: `${server}/node/connections.ts`,
    find: "connection.isKnown = true;",
    replace: "connection.isKnown = false;",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: the head of a request may take as long as it likes",
    file: `${server}/node/serve.ts`,
    find: "headersTimeout: headTimeoutMs,",
    replace: "headersTimeout: headTimeoutMs * 3_600,",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: a stranger's body may take as long as it likes",
    file: `${server}/read-operation.ts`,
    find: "isTotal: isAnonymous,",
    replace: "isTotal: isAnonymous && jsonBytes < 0,",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: the bodies of one caller may fill the memory",
    file: `${server}/access/memory-budget.ts`,
    find: "bytes * parsedFactor",
    replace: "0",
    caughtBy: [`${tests}/attacks-bodies.test.ts`],
  },
  {
    name: "server: each byte of a body gives a caller its whole time again",
    file: `${server}/request/body.ts`,
    find: "leftMs + (value.byteLength / minBytesPerSecond) * 1_000",
    replace: "leftMs + value.byteLength * minBytesPerSecond * 1_000",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: answers wait for clients that never read",
    file: `${server}/node/write-response.ts`,
    find: "if (outgoing.socket) outgoing.destroy();",
    replace: "if (!outgoing.socket) outgoing.destroy();",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: all requests of a connection are answered at once",
    file: `${server}/node/connections.ts`,
    find: "return previous;",
    replace: "return previous && Promise.resolve();",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: a key may have as many queries open as there are turns",
    file: "packages/server/src/http/server-handler.ts",
    find: "hasKeys ? limits.rowCallsPerCaller : limits.rowCalls",
    replace: "hasKeys ? limits.rowCalls + limits.rowCallsPerCaller : limits.rowCalls",
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
    name: "server: what LanceDB holds for queries that were given up is not freed",
    file: "packages/tables/src/engine/free-abandoned-queries.ts",
    find: "    collector()?.();",
    replace: "    void collector;",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: a call that was given up keeps its turn",
    file: `${server}/access/transfers.ts`,
    find: "    .finally(() => slot?.release(true));",
    replace: "    .finally(() => slot?.resume());",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: a batch unpacks to as much as it claims",
    file: "packages/arrow/src/compression/compression.ts",
    find: "if (unpacked <= most) return most;",
    replace: "if (unpacked <= most * 1e9) return unpacked;",
    caughtBy: ["packages/arrow/test/compression.test.ts", `${tests}/attacks-texts.test.ts`],
  },
  {
    name: "server: JSON of any number of fields is read",
    file: `${server}/request/json-limits.ts`,
    find: "if (fields > maxFields)",
    replace: "if (fields > maxFields * 1_000)",
    caughtBy: [`${tests}/attacks-texts.test.ts`],
  },
  {
    name: "server: JSON of any depth is read",
    file: `${server}/request/json-limits.ts`,
    find: "if (depth > maxDepth)",
    replace: "if (depth > maxDepth * 1e9)",
    caughtBy: [`${tests}/attacks-memory.test.ts`],
  },
];
