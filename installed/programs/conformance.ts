/** The conformance kit under node:test: Lancetree's client and server over a socket, and a directory with tables. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { conformance } from "@lancetree/conformance";
import {
  directoryOverRest,
  writeRegistered,
} from "../../packages/rest-client/test/support/directory-over-rest.ts";

let folder = "";
let table = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-registered-"));
  table = await writeRegistered(folder);
});

after(() => rm(folder, { recursive: true, force: true }));

conformance(
  { describe, it },
  directoryOverRest(() => table),
);
