/** An error of the operating system is reported in a sentence that names the file or the address. */
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeFailure } from "../src/errors/describe-failure.ts";
import { useCatalogFolder } from "./support/catalog-folder.ts";
import { runPiped } from "./support/run-piped.ts";

const folder = useCatalogFolder();
/** A file of Linux that no user may read, including the superuser. */
const closed = "/proc/sys/net/ipv4/route/flush";

async function failure(words: readonly string[], environment = {}): Promise<[number, string]> {
  const { code, stderr } = await runPiped(words, { ...folder.environment, ...environment });
  return [code, stderr];
}

test.each([
  [["create-table", "t", "--from", closed, "--format", "csv"]],
  [["create-table", "t", "--from", closed, "--format", "jsonl"]],
  [["create-table", "t", "--from", closed, "--format", "arrow"]],
  [["create-table", "t", "--from", closed, "--format", "parquet"]],
  [["apply", closed]],
  [["ls", "--uri", "http://127.0.0.1:9999", "--api-key-file", closed]],
  [["serve", "--port", "0", "--api-key-file", closed]],
  [["serve", "--port", "0", "--tls-cert", closed, "--tls-key", closed]],
])("a file without permission to read is exit code 8, with its name: %j", async (words) => {
  const [code, stderr] = await failure(words, words.includes("--uri") ? { LANCETREE_ROOT: undefined } : {});
  expect(stderr).toContain(`The file ${closed} cannot be read: access is denied (EACCES).`);
  expect(code).toBe(8);
});

test("a configuration file without permission to read is exit code 8, with its name", async () => {
  const environment = { LANCETREE_ROOT: undefined, LANCETREE_CONFIG: closed };
  const [code, stderr] = await failure(["ls"], environment);
  expect(stderr).toContain(`The file ${closed} cannot be read: access is denied`);
  expect(code).toBe(8);
});

test("a file that cannot be written is named", async () => {
  const target = "/proc/lancetree.toml";
  const [code, stderr] = await failure(["export", "--to", target]);
  expect(stderr).toContain(`The file ${target} cannot be created at this path (ENOENT).`);
  expect(code).toBe(3);
});

test("an address without a server is named", async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  const [code, stderr] = await failure(["ls", "--uri", `http://127.0.0.1:${port}`], {
    LANCETREE_ROOT: undefined,
  });
  expect(stderr).toContain(`127.0.0.1:${port} failed (ECONNREFUSED)`);
  expect(code).toBe(7);
});

test.each(["/proc/lancetree", "/dev/null/x"])(
  "a root that cannot be created is exit code 5, without retries: %s",
  async (root) => {
    const [code, stderr] = await failure(["create-namespace", "a", "--root", root]);
    expect(stderr).toContain(`Could not create the root folder at "${root}"`);
    expect(code).toBe(5);
  },
);

test("a root in the home folder is found there", async () => {
  const home = { HOME: folder.path };
  const before = process.env["HOME"];
  process.env["HOME"] = folder.path;
  try {
    expect((await failure(["create-namespace", "a", "--root", "~/lake"], home))[0]).toBe(0);
    const { stdout } = await runPiped(["ls", "--root", join(folder.path, "lake")], folder.environment);
    expect(stdout).toBe("a/\n");
  } finally {
    process.env["HOME"] = before;
  }
});

const codes = [
  "ENOSPC",
  "EDQUOT",
  "EIO",
  "EMFILE",
  "ENFILE",
  "EBUSY",
  "EISDIR",
  "ELOOP",
  "ETIMEDOUT",
  "EWHATEVER",
];
test.each(codes)("no error of a file system should not happen: %s", (code) => {
  const error = Object.assign(new Error(`${code}: said so, open '/a/b'`), { code, path: "/a/b" });
  const { message, hint } = describeFailure(error, "ls");
  // With too many open files, the name of the file does not help.
  const isExhausted = code === "EMFILE" || code === "ENFILE";
  expect(message).toContain(isExhausted ? "Too many files are open" : "/a/b");
  expect(message).toContain(code === "EISDIR" ? "is a folder" : code);
  expect(hint).not.toContain("should not happen");
});
