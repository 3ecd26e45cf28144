/** Figures are on the pages that the benchmarks write, with date, commit and machine. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Provenance, readProvenance, sentenceOf, sentencePattern } from "../benchmarks/provenance.ts";
import { partOf } from "./generated-part.ts";
import { root } from "./workspace.ts";

const pages = [
  "docs/benchmarks.md",
  "docs/benchmarks-scale.md",
  "docs/benchmarks-rest.md",
  "docs/benchmarks-latency.md",
  "docs/benchmarks-objects.md",
  "docs/benchmarks-postgres.md",
  "docs/benchmarks-explorer.md",
];
const read = (page: string): string => readFileSync(join(root, page), "utf8");

test.each([
  "dir",
  "scale",
  "writes",
  "rest",
  "clients",
  "bulk",
  "memory",
  "start",
  "objects",
  "postgres",
  "explorer",
])("bench %s has its part on its page", (name) => {
  const page = /page: "([^"]+)"/.exec(read(`benchmarks/${name}/index.ts`))?.[1] ?? "";
  expect(pages).toContain(page);
  const part = partOf(read(page), `bench ${name}`);
  expect(part.replaceAll("\n", " ")).toMatch(sentencePattern);
  expect(part).toMatch(/^\| .* \|$/m);
});

test.each(pages)("every table with measured figures of %s is in a generated part", (page) => {
  const byHand = read(page).replaceAll(/<!-- begin bench \w+ -->[^]*?<!-- end bench \w+ -->/g, "");
  const figures = byHand.split("\n").filter((line) => line.startsWith("|") && /\d\.\d|×/.test(line));
  expect(figures).toEqual([]);
});

describe("what the command writes", () => {
  test("has date, commit, machine and load", () => {
    expect(sentenceOf(readProvenance(0.5))).toMatch(sentencePattern);
  });

  test("says when the sources had changes that no commit has", () => {
    const provenance: Provenance = {
      date: "2026-11-23T01:02:03.000Z",
      commit: "c4a521a with changes",
      machine: "2 cores, 24 GB, linux x64, Node 20.20.2, LanceDB 0.39.0",
      load: { before: 0.04, after: 1.26 },
    };
    expect(sentenceOf(provenance)).toBe(
      "2026-11-23, commit c4a521a with changes, 2 cores, 24 GB, linux x64, Node 20.20.2, LanceDB 0.39.0, load average 0.0 before and 1.3 after.",
    );
    expect(sentenceOf(provenance)).toMatch(sentencePattern);
  });
});
