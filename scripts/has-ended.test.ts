import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { hasEnded } from "./has-ended.ts";

test.each(["process.exitCode = 3", "process.kill(process.pid, 'SIGKILL')"])(
  "a process has ended after %s",
  async (program) => {
    const child = spawn(process.execPath, ["-e", `process.stdin.resume().on("end", () => { ${program}; })`]);
    expect(hasEnded(child)).toBe(false);
    child.stdin.end();
    await once(child, "exit");
    expect(hasEnded(child)).toBe(true);
  },
);
