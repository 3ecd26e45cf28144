import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { type HttpResponse, mustSucceed, rows, send } from "./support/http.ts";
import { type ServerProcess, startServer } from "./support/server-process.ts";

let folder: string;

beforeAll(async () => {
  folder = await testFolder();
});

const count = async ({ url }: ServerProcess, id: string): Promise<string> =>
  (await send(url, `/v1/table/${id}/count_rows`, { body: {} })).text;

const isReady = async ({ url }: ServerProcess): Promise<number> =>
  (await send(url, "/ready", { method: "GET" })).status;

describe("a table inside of another one's folder", () => {
  it.each([
    ["drop", "/v1/table/outer/drop", undefined],
    ["overwrite", "/v1/table/outer/create?mode=overwrite", rows(5)],
    ["rename", "/v1/table/outer/rename", { new_table_name: "elsewhere" }],
  ])("keeps its rows beside a %s", async (name, path, body) => {
    const root = join(folder, `nested-${name}`);
    await using server = await startServer(["--root", root]);
    await mustSucceed(send(server.url, "/v1/table/outer/create", { body: rows(1) }));
    await cp(join(root, "outer.lance"), join(folder, `copy-${name}`), { recursive: true });
    await cp(join(folder, `copy-${name}`), join(root, "outer.lance", "inner"), { recursive: true });
    await mustSucceed(
      send(server.url, "/v1/table/inner/register", { body: { location: "outer.lance/inner" } }),
    );
    await mustSucceed(send(server.url, path, { body }));
    expect(await count(server, "inner")).toBe("1");
  });
});

describe("a root that goes away", () => {
  const attempts = (url: string): readonly Promise<HttpResponse>[] => [
    send(url, "/v1/namespace/%24/list", { method: "GET" }),
    send(url, "/v1/namespace/%24/table/list", { method: "GET" }),
    send(url, "/v1/table/t/describe", { body: {} }),
    send(url, "/v1/table/t/count_rows", { body: {} }),
    send(url, "/v1/table/t/query", { body: { k: 1, vector: {} } }),
    send(url, "/v1/namespace/new/create", { body: {} }),
    send(url, "/v1/table/new/create", { body: rows(1) }),
    send(url, "/v1/table/t/insert", { body: rows(1) }),
    send(url, "/v1/table/t/drop"),
  ];

  async function expectRefusals(server: ServerProcess): Promise<void> {
    await expect.poll(() => isReady(server)).toBe(503);
    const responses = await Promise.all(attempts(server.url));
    for (const { status, code, text } of responses) expect([status, code, text]).toEqual([503, 17, text]);
    await server.saw(/Not ready: The catalog that was at this root no longer exists there/);
    expect((await send(server.url, "/health", { method: "GET" })).status).toBe(200);
  }

  async function expectAll(server: ServerProcess): Promise<void> {
    await expect.poll(() => isReady(server)).toBe(200);
    await server.saw(/Ready again\./);
    expect(await count(server, "t")).toBe("2");
    await mustSucceed(send(server.url, "/v1/namespace/new/create", { body: {} }));
  }

  it("as a folder that is renamed, refuses everything, begins no new catalog, and is back when the folder is", async () => {
    const root = join(folder, "renamed");
    await using server = await startServer(["--root", root]);
    await mustSucceed(send(server.url, "/v1/table/t/create", { body: rows(1, 2) }));
    await rename(root, `${root}.away`);
    await expectRefusals(server);
    expect((await readdir(folder)).filter((name) => name.startsWith("renamed"))).toEqual(["renamed.away"]);
    await mkdir(root);
    await expectRefusals(server);
    expect(await readdir(root)).toEqual([]);
    await rm(root, { recursive: true });
    await rename(`${root}.away`, root);
    await expectAll(server);
    expect(await server.end()).toBe(0);
  });

  it("as a volume that is not mounted, the same", async () => {
    const [root, device] = [join(folder, "volume"), join(folder, "device")];
    await Promise.all([mkdir(root), mkdir(device)]);
    const mount = `mount --bind ${device} ${root}`;
    const inside = (command: string): void => {
      const target = ["--target", String(server.pid), "--user", "--mount", "--preserve-credentials"];
      execFileSync("nsenter", [...target, "--", "/bin/sh", "-c", command]);
    };
    await using server = await startServer(["--root", root], {}, mount);
    await mustSucceed(send(server.url, "/v1/table/t/create", { body: rows(1, 2) }));
    inside(`umount -l ${root}`);
    await expectRefusals(server);
    expect(await readdir(root)).toEqual([]);
    inside(mount);
    await expectAll(server);
  });
});
