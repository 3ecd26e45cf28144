/** `lancetree ui` as an installed program, as a browser uses it. */
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "./serve/support/folder.ts";
import { send } from "./serve/support/http.ts";
import { writeKeys } from "./serve/support/keys.ts";
import { run, startServer } from "./serve/support/server-process.ts";
import { startUi } from "./support/ui-process.ts";

const folder = await testFolder();

test("a link opens the page and the catalog, and after its use there is another one", async () => {
  await using ui = await startUi(["--root", join(folder, "catalog")]);
  const [link = ""] = ui.links();
  const page = await send(link, new URL(link).pathname, { method: "GET" });
  expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  const browser = await ui.open(link);
  expect((await browser.call("v1/namespace/prod/create")).status).toBe(200);
  const listed = await browser.call("v1/namespace/%24/list", { method: "GET" });
  expect(JSON.parse(listed.text)).toMatchObject({ namespaces: ["prod"] });
  expect(
    (await browser.call("v1/namespace/%24/list", { method: "GET", headers: { cookie: "" } })).status,
  ).toBe(401);
  await ui.saw(/For another browser: http/);
  expect(
    (await (await ui.open(ui.links().at(-1) ?? "")).call("v1/namespace/%24/list", { method: "GET" })).status,
  ).toBe(200);
  expect(await ui.end("SIGTERM")).toBe(0);
});

test("with --uri, the calls of the page reach the REST catalog with the key of the command", async () => {
  const { file, keys } = await writeKeys(folder, { ann: { role: "write" } });
  await using remote = await startServer(["--root", join(folder, "remote"), "--api-key-file", file]);
  await using ui = await startUi(["--uri", remote.url], { LANCETREE_API_KEY: keys.ann });
  const browser = await ui.open(ui.links()[0] ?? "");
  expect((await browser.call("v1/namespace/prod/create")).status).toBe(200);
  const denied = await browser.call("v1/namespace/prod/drop");
  expect([denied.status, denied.code]).toEqual([403, 15]);
  // The first call is the server's own: whether the catalog responds.
  expect(remote.audit().map(({ who, operation, outcome }) => [who, operation, outcome])).toEqual([
    ["ann", "listNamespaces", "done"],
    ["ann", "createNamespace", "done"],
    ["ann", "dropNamespace", "denied"],
  ]);
  // Paths outside of the protocol do not reach the other server.
  for (const path of ["metrics", "ready", "../metrics"])
    expect((await browser.call(path)).status).toBeGreaterThan(399);
  expect(remote.audit()).toHaveLength(3);
});

test("a port that is taken is a usage error that names the option", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const address = taken.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { code, err } = await run(["ui", "--no-open", "--root", join(folder, "catalog"), "--port", port]);
  taken.close();
  expect(code).toBe(2);
  expect(err).toContain("choose another --port");
});
