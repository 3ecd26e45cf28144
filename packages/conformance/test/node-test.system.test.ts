import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { caseCount } from "../src/index.ts";

it("runs under node:test as well", async () => {
  const program = join(import.meta.dirname, "node-test-runner.ts");
  const options = ["--import", "tsx", "--conditions", "@lancetree/source", "--test-reporter", "tap"];
  const { stdout } = await promisify(execFile)(process.execPath, [...options, program], {
    maxBuffer: 10_000_000,
  });
  expect(stdout).toMatch(/^# fail 0$/m);
  expect(stdout).toMatch(new RegExp(`^# pass ${caseCount}$`, "m"));
  expect(stdout).toMatch(
    new RegExp(`${caseCount} cases: \\d+ run, \\d+ asserted unsupported, 0 failed; 15 of 54`),
  );
});
