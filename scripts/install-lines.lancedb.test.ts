/** The `npm install` lines of each README name all packages that its programs import, and each facade exports the errors. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as connection from "@lancetree/connection";
import * as core from "@lancetree/core";
import * as restClient from "@lancetree/rest-client";
import { describe, expect, test } from "vitest";
import { snippetsOf } from "./readme/snippets.ts";
import { importsOf, packageOf } from "./repository-rules/imports.ts";
import { readPackages, root } from "./workspace.ts";

const pages = ["README.md", ...readPackages("packages").map(({ folder }) => `${folder}/README.md`)];

test.each(pages)("%s installs what its programs import", (page) => {
  expect(notInstalled(readFileSync(join(root, page), "utf8"))).toEqual([]);
});

describe("this check can fail", () => {
  const program = (line: string): string => `\`\`\`ts\n${line}\n\`\`\`\n`;
  const command = (line: string): string => `\`\`\`sh\n${line}\n\`\`\`\n`;
  test.each([
    ["nothing is installed", program('import "hono";'), ["hono"]],
    [
      "something else is",
      `${command("npm install a @b/c")}${program('import "@b/c/d"; import "@b/e";')}`,
      ["@b/e"],
    ],
    ["it is in the text only", `npm install hono\n\n${program('import "hono";')}`, ["hono"]],
    ["it is in a comment only", `${command("npm install a # hono")}${program('import "hono";')}`, ["hono"]],
    ["a module of Node", program('import "node:http";'), []],
    ["a version", `${command("npm install --save-dev hono@4")}${program('import "hono";')}`, []],
  ])("%s", (_name, page, missing) => {
    expect(notInstalled(page)).toEqual(missing);
  });
});

test.each([
  ["connection", connection],
  ["rest-client", restClient],
])("%s has every error class and isNamespaceError", (_name, exported) => {
  const names: string[] = core.errorCodes.map(({ name }) => name);
  expect(Object.keys(exported)).toEqual(
    expect.arrayContaining([...names, "NamespaceError", "isNamespaceError"]),
  );
  expect(Object.entries(exported).filter(([name]) => names.includes(name))).toEqual(
    Object.entries(core).filter(([name]) => names.includes(name)),
  );
});

/** Packages that a program on the page imports and that its `npm install` lines do not name. */
function notInstalled(page: string): string[] {
  const snippets = snippetsOf(page);
  const installed = snippets
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => [...code.matchAll(/npm install ([^#\n]+)/g)])
    .flatMap(([, names = ""]) => names.trim().split(" "))
    .map((name) => name.replace(/(?<=.)@.*$/, ""));
  const imported = snippets
    .filter(({ language }) => language === "ts")
    .flatMap(({ code }) => importsOf("program.ts", code))
    .flatMap(({ specifier }) => packageOf(specifier) ?? []);
  return [...new Set(imported)].filter((name) => !installed.includes(name));
}
