/** `docs/` agrees with the code: the tables of errors, the programs, and the targets of links. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCodes } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { snippetsOf } from "./readme/snippets.ts";
import { readPackages, root } from "./workspace.ts";

const docs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".md"))
  .map((path) => `docs/${path.replaceAll("\\", "/")}`);
const readmes = readPackages("packages").map(({ folder }) => `${folder}/README.md`);
const others = ["README.md", "CONTRIBUTING.md", "SUPPORT.md", "SECURITY.md", "apps/demo/README.md"];
const pages = [...others, "interop/README.md", "benchmarks/README.md", ...docs, ...readmes].filter((page) =>
  existsSync(join(root, page)),
);
const programs = docs.flatMap((page) =>
  snippetsOf(read(page))
    .filter(({ language }) => language === "ts")
    .map((program) => ({ page, ...program })),
);

test("docs/errors.md contains the table of core, and the cause of each error", () => {
  const rows = [...read("docs/errors.md").matchAll(/^\|\s*(\d+) \| (.+) \|$/gm)].map(
    ([, code, rest = ""]) => {
      const [name, status, retry, when] = rest.split("|").map((cell) => cell.trim());
      expect(when?.length, `code ${code}`).toBeGreaterThan(10);
      return [code, name, status, retry].join(" ");
    },
  );
  expect(rows).toEqual(
    errorCodes.map(
      ({ code, name, status, retryable }) => `${code} \`${name}\` ${status} ${retryable ? "yes" : "no"}`,
    ),
  );
});

test("the errors of core are those of the OpenAPI document", () => {
  const document = JSON.parse(read("packages/spec/generated/openapi.json")) as {
    "x-error-codes": Record<string, string>;
  };
  const named = Object.entries(document["x-error-codes"]).map(([code, name]) => `${code} ${name}Error`);
  expect(errorCodes.map(({ code, name }) => `${code} ${name}`)).toEqual(named);
});

test.each(pages)("the links of %s have targets", (page) => {
  expect(brokenLinks(read(page), dirname(page))).toEqual([]);
});

describe("programs in docs/", () => {
  test("are there", () => {
    expect(programs.length).toBeGreaterThan(0);
  });

  test.each(programs)("$page, line $line is part of the file that it names", ({ lineAbove, code }) => {
    expect(isPartOf(lineAbove, code)).toBe(true);
  });
});

describe("these checks can fail", () => {
  test("a broken link is found, a link to the web is not followed", () => {
    const page = "[a](core) [b](nothing.md#part) [c](https://example.org/x) [d](#part) ![e](../README.md)";
    expect(brokenLinks(page, "packages")).toEqual(["nothing.md"]);
  });

  test("a program that differs from its file is found", () => {
    const comment = "<!-- from scripts/workspace.ts -->";
    expect(isPartOf(comment, 'import { join } from "node:path";\n')).toBe(true);
    expect(isPartOf(comment, 'import { joint } from "node:path";\n')).toBe(false);
    expect(isPartOf("some text", 'import { join } from "node:path";\n')).toBe(false);
  });
});

function read(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

/** The targets of relative links that do not exist. */
function brokenLinks(page: string, folder: string): string[] {
  return [...page.matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, folder, target)));
}

/** Whether a block is a part of the file that the comment above it names: `<!-- from apps/demo/src/tree.ts -->`. */
function isPartOf(lineAbove: string, code: string): boolean {
  const file = /^<!-- from (\S+) -->$/.exec(lineAbove)?.[1];
  return file !== undefined && existsSync(join(root, file)) && read(file).includes(code.trim());
}
