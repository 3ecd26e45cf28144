import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { installProgram } from "../../installed/product/install-program.ts";
import { mustRun } from "../../installed/product/run-command.ts";
import { startCatalogServer } from "../../installed/readme/catalog-server.ts";
import type { Scenario } from "../harness/harness.ts";
import type { Report } from "./programs/notes.ts";

export const plainCodeScenario: Scenario = {
  name: "code that knows no paths does in a namespace what it does in a folder of LanceDB",
  async run({ root }) {
    const program = await installProgram("interop/libraries/programs/notes.ts");
    await mkdir(root, { recursive: true });
    await using server = await startCatalogServer();
    const { stdout } = await mustRun(process.execPath, [program, server.url], {
      folder: root,
      environment: { PATH: process.env["PATH"], HOME: root, LANCE_LOG: "error" },
    });
    const { native, dir, rest, outside } = JSON.parse(stdout) as Report;
    assert.deepEqual(dir, native);
    assert.deepEqual(rest, native);
    assert.deepEqual(outside, { dir: ["notes"], rest: ["notes"] });
    return `${native.length} results`;
  },
};
