import { execFileSync } from "node:child_process";
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import * as arrow from "apache-arrow-21";
import { beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, send } from "./support/http.ts";
import { type AuditLine, run, type ServerProcess, startServer } from "./support/server-process.ts";

let folder: string;

beforeAll(async () => {
  folder = await testFolder();
});

/** Sends a request that writes one line, with an id that identifies it. */
async function leave(server: ServerProcess, requestId: string): Promise<void> {
  const headers = { "x-request-id": requestId };
  await mustSucceed(send(server.url, "/v1/namespace/%24/exists", { body: {}, headers }));
}

/** The whole lines of a text, and how many others there are. */
function linesIn(text: string): { readonly ids: string[]; readonly broken: number } {
  const ids: string[] = [];
  let broken = 0;
  for (const line of text.split("\n").filter((other) => other !== "")) {
    try {
      const { requestId }: AuditLine = JSON.parse(line);
      ids.push(requestId);
    } catch {
      broken++;
    }
  }
  return { ids, broken };
}

async function lost(server: ServerProcess): Promise<number> {
  const { text } = await send(server.url, "/metrics", { method: "GET" });
  return Number(/^lancetree_audit_lines_lost_total (\d+)$/m.exec(text)?.[1]);
}

describe("an audit file that cannot be opened again", () => {
  it("is kept when its folder was moved away", async () => {
    const logs = join(folder, "logs");
    await mkdir(logs);
    const words = ["--root", join(folder, "moved"), "--audit-file", join(logs, "audit.jsonl")];
    await using server = await startServer(words);
    await rename(logs, `${logs}.old`);
    server.send("SIGHUP");
    await server.saw(/The audit file \S+audit\.jsonl could not be opened again: ENOENT\. Lines continue/);
    await leave(server, "kept");
    expect(linesIn(await readFile(join(`${logs}.old`, "audit.jsonl"), "utf8")).ids).toEqual(["kept"]);
    await mkdir(logs);
    server.send("SIGHUP");
    await expect.poll(() => readdir(logs)).toEqual(["audit.jsonl"]);
    await leave(server, "new");
    expect(linesIn(await readFile(join(logs, "audit.jsonl"), "utf8")).ids).toEqual(["new"]);
    expect(await server.end()).toBe(0);
  });

  it("is kept when there are no descriptors left", async () => {
    const audit = join(folder, "descriptors.jsonl");
    await using server = await startServer(["--root", join(folder, "descriptors"), "--audit-file", audit]);
    const connected = new Promise<void>((resolve, reject) => {
      const { port } = new URL(server.url);
      // Its connection is there before the limit is.
      const outgoing = request({ port, host: "127.0.0.1", path: "/health" }, (incoming) => {
        incoming.resume().on("end", resolve);
      });
      outgoing.on("error", reject);
      outgoing.on("socket", (socket) => {
        socket.once("connect", () => {
          execFileSync("prlimit", ["--pid", String(server.pid), "--nofile=3:"]);
          server.send("SIGHUP");
          void server.saw(/could not be opened again: EMFILE/).then(() => outgoing.end(), reject);
        });
      });
    });
    await connected;
    execFileSync("prlimit", ["--pid", String(server.pid), "--nofile=1024:"]);
    await leave(server, "after");
    expect(linesIn(await readFile(audit, "utf8"))).toEqual({ ids: ["after"], broken: 0 });
    expect(await server.end()).toBe(0);
  });
});

describe("an audit file that takes no lines", () => {
  it("is said once and counted, and the server goes on", async () => {
    await using server = await startServer(["--root", join(folder, "full"), "--audit-file", "/dev/full"]);
    await leave(server, "one");
    await leave(server, "two");
    await server.saw(/An audit line could not be written to \/dev\/full: ENOSPC\./);
    expect(server.written().match(/could not be written/g)).toHaveLength(1);
    expect(await lost(server)).toBe(2);
  });

  it("has no line that is glued to another one after the disk was full", async () => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    const audit = join(disk, "audit.jsonl");
    await using server = await startServer(
      ["--root", join(folder, "small"), "--audit-file", audit],
      {},
      `mount -t tmpfs -o size=16k tmpfs ${disk}; dd if=/dev/zero of=${disk}/filling bs=4k count=3 2>/dev/null`,
    );
    // The disk is one that only the server sees.
    const seen = join("/proc", String(server.pid), "root", disk);
    for (let index = 0; index < 30; index++) await leave(server, `before-${index}`);
    await server.saw(/could not be written to \S+: ENOSPC/);
    await rm(join(seen, "filling"));
    await leave(server, "room");
    await leave(server, "again");
    const text = await readFile(join(seen, "audit.jsonl"), "utf8");
    const { ids, broken } = linesIn(text);
    // The line that the end of the disk cut is broken, and alone.
    expect(broken).toBe(1);
    expect(ids.slice(-2)).toEqual(["room", "again"]);
    expect(ids.length - 2 + (await lost(server))).toBe(30);
    expect(server.written()).toMatch(/Audit lines are written to \S+ again; \d+ were lost\./);
  });

  it("that ends in the middle of a line gets an end before the next one", async () => {
    const audit = join(folder, "cut.jsonl");
    await writeFile(audit, '{"requestId":"whole"}\n{"requestId":"cu');
    await using server = await startServer(["--root", join(folder, "cut"), "--audit-file", audit]);
    await leave(server, "next");
    expect(linesIn(await readFile(audit, "utf8"))).toEqual({ ids: ["whole", "next"], broken: 1 });
    await appendFile(audit, "{");
    server.send("SIGHUP");
    await expect
      .poll(async () => {
        await leave(server, "last");
        return linesIn(await readFile(audit, "utf8")).ids;
      })
      .toContain("last");
    expect(linesIn(await readFile(audit, "utf8")).broken).toBe(2);
  });

  it("ends the start at once when it is a named pipe that nothing reads", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const words = ["serve", "--root", join(folder, "piped"), "--port", "0", "--audit-file", pipe];
    const { code, err } = await run(words);
    expect(code).toBe(2);
    expect(err).toMatch(/The audit file \S+ cannot be opened \(ENXIO\)/);
  });
});

it("responses that the end of the server cuts off have their lines", async () => {
  const audit = join(folder, "ending.jsonl");
  await using server = await startServer(["--root", join(folder, "ending"), "--audit-file", audit]);
  // More than the system holds for a connection that nothing is read from.
  const many = arrow.tableToIPC(
    new arrow.Table({ id: arrow.makeVector(new Float64Array(3_000_000)) }),
    "stream",
  );
  await mustSucceed(send(server.url, "/v1/table/big/create", { body: many }));
  const { port } = new URL(server.url);
  const begin = (path: string, requestId: string) => {
    const headers = { "x-request-id": requestId, "content-type": "application/json" };
    const outgoing = request({ port, host: "127.0.0.1", method: "POST", path, headers });
    outgoing.on("error", () => undefined);
    return outgoing;
  };
  const unread = begin("/v1/table/big/query", "unread");
  const hasResponse = new Promise<void>((resolve) => {
    unread.on("response", (incoming) => {
      // Never read.
      incoming.on("error", () => undefined).pause();
      resolve();
    });
  });
  unread.end(JSON.stringify({ k: 3_000_000, vector: {} }));
  await hasResponse;
  const stalled = begin("/v1/table/stalled/create", "stalled");
  stalled.setHeader("content-type", "application/vnd.apache.arrow.stream");
  stalled.write(many.subarray(0, 1000));
  // The server has it.
  await expect
    .poll(async () => (await send(server.url, "/metrics", { method: "GET" })).text)
    .toMatch(/^lancetree_requests_in_flight 1$/m);
  expect(await server.end()).toBe(0);
  const { ids, broken } = linesIn(await readFile(audit, "utf8"));
  expect(broken).toBe(0);
  expect(ids).toEqual(expect.arrayContaining(["unread", "stalled"]));
});
