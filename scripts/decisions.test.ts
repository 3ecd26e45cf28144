/** Decision records have one form, and `docs/decisions/README.md` lists them all. */
import { describe, expect, test } from "vitest";
import { decisionIndex } from "./decision-index.ts";
import { partOf } from "./generated-part.ts";
import { findWrongDecisions } from "./repository-rules/decisions.ts";
import { readTree, type Tree } from "./repository-rules/tree.ts";

const repository = readTree();
const rightHead = "# 0002: A title\n\n- Status: accepted\n- Date: 2026-01-31";
const rightSections = "## Context\n\na\n\n## Decision\n\nb\n";
const page = (head: string, sections = rightSections): Tree =>
  new Map([["docs/decisions/0002-b.md", `${head}\n\n${sections}`]]);
const right = `${rightHead}\n\n${rightSections}`;

test("every decision has a number, a status, a date and the same sections", () => {
  expect(findWrongDecisions(repository)).toEqual([]);
});

test("their list is what `pnpm pages` writes", () => {
  const list = repository.get("docs/decisions/README.md") ?? "";
  expect(partOf(list, "decisions")).toBe(decisionIndex(repository));
  expect(decisionIndex(page(rightHead))).toContain(
    "| [0002](0002-b.md) | A title  | accepted | 2026-01-31 |",
  );
});

describe("the rule can fail", () => {
  test("but not on a right one", () => {
    expect(findWrongDecisions(page(rightHead))).toEqual([]);
  });

  test.each([
    ["no status", page("# 0002: A title\n\n- Date: 2026-01-31")],
    ["another heading", page("# 2. A title\n\n- Status: accepted\n- Date: 2026-01-31")],
    ["another number", page(rightHead.replace("0002", "0003"))],
    ["an unknown status", page(rightHead.replace("accepted", "maybe"))],
    [
      "a replacement that does not exist",
      page(rightHead.replace("accepted", "replaced by [0003](0003-c.md)")),
    ],
    ["another section", page(rightHead, "## Context\n\n## What we do\n")],
    ["another order", page(rightHead, "## Decision\n\n## Context\n")],
    [
      "the number of another one",
      new Map([
        ["docs/decisions/0002-a.md", right],
        ["docs/decisions/0002-b.md", right],
      ]),
    ],
  ])("on one with %s", (_name, tree) => {
    expect(findWrongDecisions(tree)).toHaveLength(1);
  });
});
