import { join } from "node:path";
import { expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import { mustSucceed, send } from "./support/http.ts";
import { run, startServer } from "./support/server-process.ts";

/** Two processes on one folder of PGlite lost each other's changes, and the folder could not be opened afterwards. */
it("a command does not open the folder of a database that a server has open, and does after the server was killed", async () => {
  const folder = await testFolder();
  const words = ["--root", join(folder, "tables"), "--postgres", `pglite:${join(folder, "database")}`];
  // Until PGlite is loaded, the server reads no head of a request, which takes long on a busy machine.
  await using server = await startServer([...words, "--limit", "anonymous-seconds=900"]);
  await mustSucceed(send(server.url, "/v1/namespace/kept/create", { body: {} }));
  const refused = await run(["create-namespace", "other", ...words]);
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain(`in use by process ${server.pid}`);
  await mustSucceed(send(server.url, "/v1/namespace/later/create", { body: {} }));
  await server.end("SIGKILL");
  const listed = await run(["ls", ...words]);
  expect([listed.code, listed.err]).toEqual([0, ""]);
  expect(listed.out).toBe("kept/\nlater/\n");
});
