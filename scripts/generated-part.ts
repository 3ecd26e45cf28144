/**
 * The parts of a page that a command writes. They are between two comments:
 * `<!-- begin NAME -->` and `<!-- end NAME -->`. Everything outside of them is written by hand.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** The page with new content in one generated part. Throws if the page does not have that part. */
export function withPart(page: string, name: string, content: string): string {
  const { start, end } = boundsOf(page, name);
  return `${page.slice(0, start)}\n\n${content.trim()}\n\n${page.slice(end)}`;
}

/** What a generated part of the page holds now. Throws if the page does not have that part. */
export function partOf(page: string, name: string): string {
  const { start, end } = boundsOf(page, name);
  return page.slice(start, end).trim();
}

/** Writes one generated part of a file, whose path is relative to the root of the repository. */
export function writePart(path: string, name: string, content: string): void {
  const file = join(root, path);
  writeFileSync(file, withPart(readFileSync(file, "utf8"), name, content));
}

function boundsOf(page: string, name: string): { start: number; end: number } {
  const [begin, finish] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const start = page.indexOf(begin) + begin.length;
  const end = page.indexOf(finish);
  if (start < begin.length || end < start) throw new Error(`The page has no part "${name}".`);
  return { start, end };
}
