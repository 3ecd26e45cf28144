import type { SeededBug } from "./seeded-bug.ts";

const server = "packages/rest-server/src";
const tests = "packages/cli/test/serve";

/** Holes through which callers, with or without a key, take so much that nothing is left for others. */
export const serverLoadBugs: readonly SeededBug[] = [
  {
    name: "server: strangers keep their connections where there are too many",
    file: `${server}/node/connections.ts`,
    find: "close(stranger ?? idle ?? greediest(others) ?? newest);",
    replace: "close(stranger && idle && greediest(others) ? newest : newest);",
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
    file: `${server}/handler.ts`,
    find: "isTotal: isStranger,",
    replace: "isTotal: isStranger && bytes < 0,",
    caughtBy: [`${tests}/attacks-strangers.test.ts`],
  },
  {
    name: "server: the bodies of one caller may fill the memory",
    file: `${server}/access/memory-budget.ts`,
    find: "bytes * parsedTimes",
    replace: "0",
    caughtBy: [`${tests}/attacks-bodies.test.ts`],
  },
  {
    name: "server: each byte of a body gives a caller its whole time again",
    file: `${server}/request/body.ts`,
    find: "left + (value.byteLength / slowestRate) * 1_000",
    replace: "left + value.byteLength * slowestRate * 1_000",
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
    find: "return before;",
    replace: "return before && Promise.resolve();",
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
    name: "server: calls with rows are not limited",
    file: `${server}/access/transfers.ts`,
    find: "if (turns === undefined || !hasRows(operation, headers)) return undefined;",
    replace: "if (turns === undefined || hasRows(operation, headers)) return undefined;",
    caughtBy: [`${tests}/attacks-unread.test.ts`],
  },
  {
    name: "server: a caller who reads nothing keeps its turn",
    file: `${server}/access/concurrency-limiter.ts`,
    find: "const patienceMs = 5_000;",
    replace: "const patienceMs = 500_000;",
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
    find: "    .finally(() => turn?.end(true));",
    replace: "    .finally(() => turn?.goesOn());",
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
    find: "if (fields > mostFields)",
    replace: "if (fields > mostFields * 1_000)",
    caughtBy: [`${tests}/attacks-texts.test.ts`],
  },
  {
    name: "server: JSON of any depth is read",
    file: `${server}/request/json-limits.ts`,
    find: "if (depth > deepest)",
    replace: "if (depth > deepest * 1e9)",
    caughtBy: [`${tests}/attacks-memory.test.ts`],
  },
];
