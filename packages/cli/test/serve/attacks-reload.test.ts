import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../../../../scripts/certificate.ts";
import { programArguments } from "../support/program.ts";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, rows, send } from "./support/http.ts";
import { type TestKeys, writeKeys } from "./support/keys.ts";
import { run, startServer } from "./support/server-process.ts";

let folder: string;
let held: TestKeys<"ann">;

beforeAll(async () => {
  folder = await testFolder();
  held = await writeKeys(folder, { ann: { role: "admin" } });
});

const list = "/v1/namespace/%24/list";

describe("what cannot be read again stays as it was, and stderr says so", () => {
  it.each([
    ["is not JSON", async () => writeFile(held.file, "{ nonsense")],
    ["has an entry in doubt", async () => writeFile(held.file, '{ "keys": [{ "id": "x" }] }')],
    ["is gone", async () => rm(held.file)],
    [
      "is a named pipe that nothing writes to",
      async () => {
        await rm(held.file);
        execFileSync("mkfifo", [held.file]);
      },
    ],
  ])("a key file that %s", async (_, breakIt) => {
    const kept = await readFile(held.file);
    await using server = await startServer(["--root", join(folder, "keys"), "--api-key-file", held.file]);
    const status = async (): Promise<number> =>
      (await send(server.url, list, { method: "GET", key: held.keys.ann })).status;
    expect(await status()).toBe(200);
    await breakIt();
    // More often than there are threads that could wait.
    for (let round = 0; round < 8; round++) {
      server.send("SIGHUP");
      await expect.poll(status).toBe(200);
    }
    await server.saw(/The key file was not reloaded: /);
    expect(await status()).toBe(200);
    await rm(held.file, { force: true });
    await writeFile(`${held.file}.good`, kept, { mode: 0o600 });
    await rename(`${held.file}.good`, held.file);
    server.send("SIGHUP");
    await server.saw(/Reloaded the key file/);
    expect(await server.end()).toBe(0);
  });

  it("a certificate that is broken, does not fit its key, or is a pipe", async () => {
    const [first, second] = await Promise.all([
      makeCertificate(folder, "kept"),
      makeCertificate(folder, "other"),
    ]);
    const good = await readFile(first.cert);
    const words = ["--root", join(folder, "tls"), "--tls-cert", first.cert, "--tls-key", first.key];
    await using server = await startServer(words);
    const status = async (): Promise<number> =>
      (await send(server.url, list, { method: "GET", tls: { ca: first.ca } })).status;
    const ways: readonly (() => Promise<unknown>)[] = [
      () => writeFile(first.cert, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"),
      async () => writeFile(first.cert, await readFile(second.cert)),
      async () => {
        await rm(first.cert);
        execFileSync("mkfifo", [first.cert]);
      },
    ];
    for (const [index, way] of ways.entries()) {
      await way();
      server.send("SIGHUP");
      await expect
        .poll(() => server.written().match(/The certificate was not reloaded: /g)?.length ?? 0)
        .toBeGreaterThan(index);
      expect(await status()).toBe(200);
    }
    await rm(first.cert);
    await writeFile(first.cert, good);
    server.send("SIGHUP");
    await server.saw(/Reloaded the certificate/);
    expect(await status()).toBe(200);
  });

  it("a configuration that is a pipe is refused at the start", async () => {
    const pipe = join(folder, "config.toml");
    execFileSync("mkfifo", [pipe]);
    const { code, err } = await run(["serve", "--config", pipe, "--port", "0"]);
    expect(code).toBe(5);
    expect(err).toMatch(/is a pipe or a device; the configuration must be a file or a folder/);
  });
});

it.each([20, 26, 32, 40])(
  "a start with %i open files allowed serves, or ends with a sentence",
  async (limit) => {
    const command = [
      process.execPath,
      ...programArguments,
      "serve",
      "--root",
      join(folder, "few"),
      "--port",
      "0",
    ];
    const child = spawn("/bin/sh", ["-c", 'ulimit -n "$0"; exec "$@"', `${limit}`, ...command], {
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      err += chunk;
      if (err.includes("Serving")) child.kill("SIGKILL");
    });
    await once(child, "close");
    // How many files a start needs depends on the version of Node; it is always more than 20.
    if (limit > 20 && err.includes("Serving")) return;
    expect(err).toMatch(/^error: Too many files are open .*\(EMFILE\).*\nnext: {2}allow more .*\n$/);
    expect(child.exitCode).toBe(7);
  },
);

it("a query whose table is dropped meanwhile has all rows, or reports that the table does not exist", async () => {
  await using server = await startServer(["--root", join(folder, "dropping")]);
  const { url } = server;
  const seen = new Set<string>();
  for (let round = 0; round < 5; round++) {
    const table = `/v1/table/t${round}`;
    await mustSucceed(send(url, `${table}/create`, { body: rows(0) }));
    // Each is a file of its own, and most are opened after the query has begun.
    for (let index = 1; index < 60; index++)
      await mustSucceed(send(url, `${table}/insert`, { body: rows(index) }));
    // In order: no row is sent before all were read.
    const query = { k: 100, vector: {}, filter: "id >= 0", order_by: [{ column_name: "id" }] };
    const ask = (): Promise<string> =>
      send(url, `${table}/query`, { body: query }).then(
        ({ status, code }) => `${status} ${code ?? ""}`.trim(),
        // Its first rows were sent.
        () => "ended early",
      );
    const queries = Array.from({ length: 12 }, ask);
    const dropped = send(url, `${table}/drop`);
    for (const response of await Promise.all(queries)) seen.add(response);
    expect((await dropped).status).toBe(200);
  }
  expect([...seen].filter((response) => !["200", "404 4", "ended early"].includes(response))).toEqual([]);
});
