import { readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { caseCount } from "@lancetree/conformance";
import { expect, test } from "vitest";
import { snippetsOf } from "../scripts/readme/snippets.ts";
import { root } from "../scripts/workspace.ts";
import { installProgram } from "./product/install-program.ts";
import { installedProduct } from "./product/installed-product.ts";
import { pnpmProject } from "./product/pnpm-project.ts";
import { runCommand } from "./product/run-command.ts";

const environment = { PATH: process.env["PATH"] };

test("the kit, the client, the server, the catalog and the tables fit together", async () => {
  const product = await installedProduct();
  const program = await installProgram("installed/programs/conformance.ts");
  const { stdout, stderr, status } = await runCommand(process.execPath, ["--test-reporter", "tap", program], {
    folder: product.folder,
    environment,
  });
  expect(stdout, stderr).toMatch(/^# fail 0$/m);
  expect(stdout).toMatch(new RegExp(`^# pass ${caseCount}$`, "m"));
  expect(status).toBe(0);
});

test("the kit runs under jest as docs/conformance.md says", async () => {
  const snippets = snippetsOf(readFileSync(join(root, "docs/conformance.md"), "utf8"));
  const program = snippets.find(({ code }) => code.includes('from "@jest/globals"'))?.code ?? "";
  const steps = snippets.find(({ language }) => language === "sh")?.code ?? "";
  const [, names = ""] = /^npm install --save-dev (.*)$/m.exec(steps) ?? [];
  const folder = await pnpmProject(
    names.split(" ").map((name) => (name.includes("jest") ? `${name}@30.5.2` : name)),
  );
  const file = join(folder, "memory.test.mjs");
  await writeFile(`${file}.${process.pid}`, program);
  await rename(`${file}.${process.pid}`, file);
  const [, words = ""] = /^node (.*)$/m.exec(steps) ?? [];
  const { stdout, stderr, status } = await runCommand(process.execPath, words.split(" "), {
    folder,
    environment,
  });
  expect(stderr, stdout).toMatch(new RegExp(`^Tests: +${caseCount} passed, ${caseCount} total$`, "m"));
  expect(status).toBe(0);
});
