import { readFileSync } from "node:fs";
import { join } from "node:path";
import { snippetsOf } from "../../scripts/readme/snippets.ts";
import { root } from "../../scripts/workspace.ts";

/** What a page of docs/hosts/ tells its reader to do. */
export interface HostPage {
  /** What it gives to `npm install`. */
  readonly wanted: readonly string[];
  /** The files that it shows, by their path in the project: a line that ends in `` `server.mjs`: `` stands above each. */
  readonly files: ReadonlyMap<string, string>;
  /** For each block of commands after the installation, its lines; the last one starts the program. */
  readonly runs: readonly (readonly string[])[];
}

/** @param name the page, for example `express` */
export function readHostPage(name: string): HostPage {
  const snippets = snippetsOf(readFileSync(join(root, "docs/hosts", `${name}.md`), "utf8"));
  const lines = snippets
    .filter(({ language }) => language === "sh")
    .map(({ code }) => code.trim().split("\n"));
  const installation = /^npm install /;
  const files = snippets.flatMap(({ lineAbove, code }) => {
    const path = /`([^`]+)`:$/.exec(lineAbove)?.[1];
    return path === undefined ? [] : [[path, code] as const];
  });
  return {
    wanted: lines
      .flat()
      .filter((line) => installation.test(line))
      .flatMap((line) => line.replace(installation, "").split(" ")),
    files: new Map(files),
    runs: lines.filter((block) => !block.some((line) => installation.test(line))),
  };
}
