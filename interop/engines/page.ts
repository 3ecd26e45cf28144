import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../installed/product/run-command.ts";
import { snippetsOf } from "../../scripts/readme/snippets.ts";
import { root } from "../../scripts/workspace.ts";
import type { Step } from "../scenarios/steps.ts";
import type { Engine } from "./engine.ts";
import type { Bench } from "./steps.ts";

const page = "docs/engines.md";
const addressOfPage = "http://127.0.0.1:2333";

/** Runs the program of an engine's section, and compares what it prints with the block below it. */
export function pageStep({ section }: Engine): Step<Bench> {
  return [
    `runs the program of ${page}`,
    async ({ lancetree, python, admin, workplace }) => {
      for (const id of [["prod"], ["prod", "search"]])
        await lancetree.call("createNamespace", { id, mode: "ExistOk" });
      const { code, output } = programOf(section);
      await mkdir(workplace, { recursive: true });
      const { PATH } = process.env;
      const ended = await runCommand(
        python,
        ["-W", "ignore", "-c", code.replaceAll(addressOfPage, admin.url)],
        {
          folder: workplace,
          environment: { PATH, HOME: workplace, LANCE_LOG: "error", LANCETREE_API_KEY: admin.key },
        },
      );
      assert.equal(ended.status, 0, ended.stderr);
      // DuckDB writes how far a statement is that takes longer than two seconds.
      assert.equal(ended.stdout.replaceAll(/\r[^\n]*\n/g, ""), output);
    },
  ];
}

function programOf(section: string): { readonly code: string; readonly output: string } {
  const text = readFileSync(join(root, page), "utf8").split(/^## /m);
  const own = text.find((part) => part.startsWith(`${section}\n`)) ?? "";
  const snippets = snippetsOf(own);
  const program = snippets.findIndex(({ language }) => language === "python");
  const [code, output] = snippets.slice(program, program + 2);
  assert.equal(output?.language, "text", `${page} shows no program and its output under "${section}"`);
  return { code: code?.code ?? "", output: output?.code ?? "" };
}
