import { readFileSync } from "node:fs";
import { join } from "node:path";
import { snippetsOf } from "../../scripts/readme/snippets.ts";
import { root } from "../../scripts/workspace.ts";

/** The installation, the files and the commands that a page of docs/hosts/ shows. */
export interface HostPage {
  /** The arguments of its `npm install`. */
  readonly packages: readonly string[];
  /** The files that it shows, by their path in the project. The line above each ends with `` `server.mjs`: ``. */
  readonly files: ReadonlyMap<string, string>;
  /** For each block of commands after the installation, its lines; the last one starts the program. */
  readonly runs: readonly (readonly string[])[];
}

/** @param name - the page, for example `express` */
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
    packages: lines
      .flat()
      .filter((line) => installation.test(line))
      .flatMap((line) => line.replace(installation, "").split(" ")),
    files: new Map(files),
    runs: lines.filter((block) => !block.some((line) => installation.test(line))),
  };
}
