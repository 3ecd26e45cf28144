import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Readers of an operation get from a `yield` to the code by the names in these comments. */
test("each effect names the function that carries it out, and the function exists", () => {
  const sources = join(import.meta.dirname, "..", "src");
  const effects = readFileSync(join(sources, "model/effect.ts"), "utf8");
  const union = effects.slice(
    effects.indexOf("export type Effect"),
    effects.indexOf("export type FolderStatus"),
  );
  const declared = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(sources, file), "utf8"))
    .join("\n");
  const links = [...union.matchAll(/\{@link (\w+)(?:\.(\w+))?\}/g)];
  const missing = links.filter(([, name, method]) => {
    const owner = new RegExp(`\\b(?:function|class) ${name}\\b`).test(declared);
    return !owner || (method !== undefined && !new RegExp(`^  (?:async )?${method}[<(]`, "m").test(declared));
  });
  expect(missing.map(([link]) => link)).toEqual([]);
  // Each member of the union has a comment directly before it, with a link.
  const members = union.split(/\n {2}\| /).slice(0, -1);
  expect(members.filter((before) => !/\{@link [^}]+\}[^{]*\*\/$/.test(before.trimEnd()))).toEqual([]);
  expect(members.length).toBeGreaterThan(10);
});
