import { caseCount } from "@lancetree/conformance";
import { expect, test } from "vitest";
import { installProgram } from "./product/install-program.ts";
import { installedProduct } from "./product/installed-product.ts";
import { runCommand } from "./product/run-command.ts";

const product = await installedProduct();
const program = await installProgram("installed/programs/conformance.ts");

test("the kit, the client, the server, the catalog and the tables fit together", async () => {
  const { stdout, stderr, status } = await runCommand(process.execPath, ["--test-reporter", "tap", program], {
    folder: product.folder,
    environment: { PATH: process.env["PATH"] },
  });
  expect(stdout, stderr).toMatch(/^# fail 0$/m);
  expect(stdout).toMatch(new RegExp(`^# pass ${caseCount}$`, "m"));
  expect(status).toBe(0);
});
