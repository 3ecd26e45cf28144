/**
 * The programs of docs/hosts/ that run on Node. Each test takes the program from its page, writes it into a project in which
 * pnpm installed the page's packages, starts it with the page's command, and calls it. `interop` runs those of other runtimes.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readManifest, root } from "../scripts/workspace.ts";
import {
  addressIsLogged,
  endsOnSignal,
  type HostCheck,
  hostChecks,
  onlyValidKeys,
  rowsArrive,
} from "./hosts/checks.ts";
import { type HostPage, readHostPage } from "./hosts/host-page.ts";
import { type HostProgram, type RunningHost, secret, startHost } from "./hosts/running-host.ts";
import { withKeyInSecondArgument } from "./hosts/second-argument.ts";
import { pnpmProject } from "./product/pnpm-project.ts";
import { withoutTypes } from "./readme/program.ts";

const loopback = addressIsLogged(/(?:::ffff:)?127\.0\.0\.1/);
const [routed, mounted] = [0, 1] as const;

describe("docs/hosts/express.md", () => {
  const page = readHostPage("express");
  runs(() => programOf(page), [...hostChecks, rowsArrive, loopback, endsOnSignal]);
});

describe("docs/hosts/fastify.md", () => {
  const page = readHostPage("fastify");
  runs(() => programOf(page), [...hostChecks, rowsArrive, loopback, endsOnSignal]);
});

describe("docs/hosts/hono.md", () => {
  const page = readHostPage("hono");
  describe("a route", () => {
    runs(() => programOf(page, routed), [...hostChecks, loopback, endsOnSignal]);
  });
  describe("mounted", () => {
    runs(() => programOf(page, mounted), [...hostChecks, loopback, endsOnSignal]);
  });
  describe("mounted, with the key in the second argument that Hono passes", () => {
    const program = async (): Promise<HostProgram> => {
      const found = await programOf(page, mounted);
      const changed = withKeyInSecondArgument(found.files.get("mounted.mjs") ?? "", secret);
      return { ...found, files: new Map([["mounted.mjs", changed]]) };
    };
    runs(program, [onlyValidKeys]);
  });
});

describe("docs/hosts/aws-lambda.md", () => {
  const page = readHostPage("aws-lambda");
  const program = async (): Promise<HostProgram> => {
    const endpoint = withoutTypes(readFileSync(join(root, "installed/hosts/function-url.ts"), "utf8"));
    const files = new Map([...page.files, ["function-url.mjs", endpoint]]);
    return { project: await projectOf(page), files, run: ["node function-url.mjs function.mjs"] };
  };
  runs(program, [...hostChecks, addressIsLogged(/198\.51\.100\.7/)]);
});

/** Starts a program once and makes each check a test, in order. */
function runs(program: () => Promise<HostProgram>, checks: readonly HostCheck[]): void {
  let host: RunningHost | undefined;
  beforeAll(async () => {
    host = await startHost(await program());
  });
  afterAll(async () => {
    await host?.[Symbol.asyncDispose]();
  });
  test.each(checks)("$name", async ({ check }) => {
    expect(host).toBeDefined();
    if (host) await check(host);
  });
}

/** @param index - which of the page's blocks of commands to run */
async function programOf(page: HostPage, index = 0): Promise<HostProgram> {
  return { project: await projectOf(page), files: page.files, run: page.runs[index] ?? [] };
}

/** The page's packages, with the workspace's version for each package without one. */
async function projectOf({ packages }: HostPage): Promise<string> {
  const exact = packages.map((text) => {
    const name = text.replace(/(?<=.)@.*$/, "");
    return name.startsWith("@lancetree/") ? text : `${name}@${readManifest(`node_modules/${name}`).version}`;
  });
  return pnpmProject(exact.toSorted());
}
