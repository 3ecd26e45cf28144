/** Exit codes and what to do next, for each kind of failure. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ErrorCode, errorCodes, NamespaceError } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { describeFailure } from "../src/errors/describe-failure.ts";
import { exitCodeMeanings, exitCodes } from "../src/errors/exit-codes.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();

async function failure(...words: string[]): Promise<[code: number, message: string, hint: string]> {
  const { code, stderr } = await runPiped(words, folder.environment);
  const [, message = "", hint = ""] = /error: (.*)\nnext: {2}(.*)\n$/.exec(stderr) ?? [];
  return [code, message, hint];
}

test("every code of the protocol has an exit code of its kind, and a hint", () => {
  const byExit = new Map<number, ErrorCode[]>();
  for (const { code } of errorCodes) {
    const { exitCode, hint, message } = describeFailure(new NamespaceError(code, "What happened."), "ls");
    expect(hint.length, `code ${code}`).toBeGreaterThan(10);
    expect(message).toBe("What happened.");
    byExit.set(exitCode, [...(byExit.get(exitCode) ?? []), code]);
  }
  expect(Object.fromEntries(byExit)).toEqual({
    [exitCodes.failed]: [18],
    [exitCodes.notFound]: [1, 4, 6, 8, 10, 11, 12, 22],
    [exitCodes.exists]: [2, 5, 7, 9, 23],
    [exitCodes.invalid]: [13, 20],
    [exitCodes.conflict]: [3, 19],
    [exitCodes.unavailable]: [14, 17, 21],
    [exitCodes.denied]: [15, 16],
    [exitCodes.unsupported]: [0],
  });
});

test("exit codes are distinct, and each is explained", () => {
  const codes = Object.values(exitCodes);
  expect(new Set(codes).size).toBe(codes.length);
  expect(Object.keys(exitCodeMeanings)).toEqual(Object.keys(exitCodes));
});

describe("the command line", () => {
  test.each([
    [["tre"], 'There is no command "tre".', 'did you mean "tree"? "lancetree --help" lists them'],
    [
      ["xyzzy"],
      'There is no command "xyzzy".',
      expect.stringMatching(/^allowed: create-namespace, .*, completion; "lancetree --help" lists them$/),
    ],
    [
      ["--root", "x", "ls"],
      "The command comes first, before options such as --root.",
      '"lancetree --help" lists them',
    ],
    [["ls", "--jsn"], 'There is no option "jsn".', 'did you mean "json"?'],
    [["ls", "a", "b"], '"b" is one argument too many for ls.', "lancetree ls --help"],
    [["describe"], "describe needs PATH: the namespace or table.", "lancetree describe --help"],
    [["ls", "a//b"], 'The path "a//b" has an empty name in it.', "write it as prod/search/user"],
    [
      ["drop-table", "/"],
      "This command needs a path below the root.",
      "pass a path such as prod/search/user",
    ],
    [
      ["create-namespace", "x", "--mode", "overwrit"],
      "--mode takes create, exist_ok, overwrite.",
      'did you mean "overwrite"?',
    ],
    [
      ["create-namespace", "x", "--property", "=v"],
      '--property takes KEY=VALUE, with a key before the "=".',
      "lancetree create-namespace --help",
    ],
    [["query", "t", "--limit", "0"], "--limit takes an integer of at least 1.", "lancetree query --help"],
    [
      ["query", "t", "--vector=a,b"],
      "--vector takes numbers separated by commas: --vector=0.1,-0.2.",
      "lancetree query --help",
    ],
    [
      ["maintain", "--grace", "1"],
      "--grace takes a number and a unit: 90s, 30m, 24h or 7d.",
      "lancetree maintain --help",
    ],
    [
      ["maintain", "--grace", "59m"],
      "--grace must be an hour or more, so that no table is removed while it is being created.",
      "lancetree maintain --help",
    ],
    [
      ["maintain", "--prune", "7d"],
      "--prune makes native Lance clients that have the catalog open lose changes.",
      "stop them, and confirm it with --no-native-clients",
    ],
    [["create-table", "t"], "create-table needs a file.", "add --from FILE"],
    [
      ["create-table", "t", "--from", "x.txt"],
      "The format of x.txt is unknown: its name has no known extension.",
      "pass --format arrow|parquet|csv|tsv|jsonl|json",
    ],
    [["completion", "basch"], 'There is no completion for "basch".', 'did you mean "bash"?'],
  ])("%j is a usage error", async (words, message, hint) => {
    expect(await failure(...words)).toEqual([2, message, hint]);
  });
});

test("the hint for a folder that another process has open names what the process may be", () => {
  const error = new NamespaceError(
    17,
    "The folder of the database is in use by process 7, and only one can.",
  );
  expect(describeFailure(error, "ls").hint).toContain('stop that process; or if it is "lancetree serve"');
});

test("not found, already exists, invalid, not empty", async () => {
  const run = (...words: string[]) => runPiped(words, folder.environment);
  expect((await run("create-namespace", "here/full", "--parents")).code).toBe(0);
  expect(await failure("ls", "gone")).toEqual([
    3,
    "Namespace 'gone' was not found. (NamespaceNotFoundError, 1)",
    '"lancetree tree" shows what is there',
  ]);
  expect((await failure("create-namespace", "gone/below"))[2]).toContain(
    "--parents also creates the missing namespaces above it",
  );
  expect((await failure("create-table", "gone/t", "--from", join(folder.path, "users.csv")))[2]).toContain(
    "--parents also creates the missing namespaces above it",
  );
  expect((await failure("create-table", "t", "--from", join(folder.path, "nothing.csv")))[0]).toBe(3);
  expect(await failure("create-table", "t", "--format", "csv", "--from", folder.path)).toEqual([
    3,
    `${folder.path} is a folder, not a file.`,
    "check the path after --from",
  ]);
  expect((await failure("create-namespace", "here")).slice(0, 1)).toEqual([4]);
  expect((await failure("create-namespace", "a b")).slice(0, 1)).toEqual([5]);
  const location = `${pathToFileURL(folder.root).href}/50%zz.lance`;
  expect((await failure("register", "t", location)).slice(0, 2)).toEqual([
    5,
    expect.stringContaining("50%zz.lance"),
  ]);
  const [code, , hint] = await failure("drop-namespace", "here", "--yes");
  expect([code, hint]).toEqual([6, expect.stringContaining("--cascade")]);
});

test("a server that is down, one that is busy, one that requires a key", async () => {
  const gone = await listen(200);
  await close(gone.server);
  const at = (uri: string) => failureAt(uri);
  expect(await at(gone.uri)).toEqual([7, expect.stringContaining("check that a server's address is right")]);
  for (const [status, code, hint] of [
    [503, 7, "try again"],
    [401, 8, "LANCETREE_API_KEY"],
    [403, 8, "ask the operator of the catalog for access to this path"],
  ] as const) {
    const { server, uri } = await listen(status);
    expect(await at(uri), String(status)).toEqual([code, expect.stringContaining(hint)]);
    await close(server);
  }
});

async function failureAt(uri: string): Promise<[number, string]> {
  const { code, stderr } = await runPiped(["ls", "--uri", uri], {});
  return [code, /next: {2}(.*)\n$/.exec(stderr)?.[1] ?? ""];
}

async function listen(status: number): Promise<{ server: Server; uri: string }> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { "retry-after": "0" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

describe("hints for invalid input", () => {
  const names = 'choose a name of letters, digits, "_", "-" and "."';

  test.each([
    [["create-namespace", ".."], names],
    [["create-namespace", "x$y"], names],
    [["create-namespace", "é"], names],
    [["query", "valid", "--where", "a ="], "--where takes a condition in SQL"],
    [["query", "valid", "--vector=1,2,3"], "vector columns have a type such as float32[128]"],
    [
      ["query", "valid", "--vector=1,2", "--vector-column", "id"],
      "vector columns have a type such as float32[128]",
    ],
    [["create-index", "valid", "name", "--type", "IVF_FLAT"], 'correct what the message names; "lancetree'],
  ])("%j", async (words, hint) => {
    const [file, at] = [join(folder.path, "users.csv"), "valid"];
    await runPiped(["create-table", at, "--from", file, "--mode", "exist_ok"], folder.environment);
    const [code, , said] = await failure(...words);
    expect([code, said]).toEqual([exitCodes.invalid, expect.stringContaining(hint)]);
  });
});
