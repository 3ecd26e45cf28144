import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { describeRaces } from "./multi-process.ts";

const folder = mkdtempSync(join(tmpdir(), "lancetree-race-"));
let roots = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeRaces(() => ({ root: join(folder, String(++roots)) }));
