import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import { root } from "./package.ts";

interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** Runs a script as `pnpm` does. */
function run(script: string, ...parameters: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", `scripts/${script}.ts`, ...parameters],
      { cwd: root },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

describe("compare", () => {
  it("fails on unexpected differences and names them", async () => {
    const { code, output } = await run("compare", "test/fixtures/small.yaml");
    expect(output).toContain("unexpected: POST /v1/thing/{id}/describe: DescribeThing -> absent\n");
    expect(code).toBe(1);
  });

  it("fails when expected differences are gone", async () => {
    const { code, output } = await run("compare", "generated/openapi.json");
    expect(output).toContain("expected but gone: schema QueryTableOrderBy: absent -> object\n");
    expect(output).toMatch(/\n0 intended, 36 expected but gone, 0 unexpected\n$/);
    expect(code).toBe(1);
  });

  it("names what a generated client knows and the document lacks", async () => {
    const { code, output } = await run("compare", "--client", "test/fixtures/client.json");
    expect(output).toContain("unexpected: schema MatchQuery.boost: optional string -> optional number\n");
    expect(output).toContain("unexpected: schema QueryTableRequest.brand_new: optional boolean -> absent\n");
    expect(output).toContain(
      "unexpected: POST /v1/table/{id}/query: query delimiter, fresh -> query delimiter\n",
    );
    expect(code).toBe(1);
  });

  it("asks for the upstream document", async () => {
    expect(await run("compare")).toEqual({
      code: 2,
      output: "usage: pnpm compare <upstream.yaml> | --client <client.json>\n",
    });
  });
});

describe("generate", () => {
  it("has nothing to say when nothing changed", async () => {
    expect(await run("generate", "--check")).toEqual({ code: 0, output: "" });
  });
});
