import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { noBrowser } from "./page.ts";

const folder = join(import.meta.dirname, "../../dist/ui");

/** Compressed sizes in bytes. */
function sizes(): { first: number; lazy: number; styles: number } {
  const page = readFileSync(join(folder, "index.html"), "utf8");
  let [first, lazy, styles] = [0, 0, 0];
  for (const name of readdirSync(join(folder, "assets"))) {
    const size = gzipSync(readFileSync(join(folder, "assets", name)), { level: 9 }).byteLength;
    if (name.endsWith(".css")) styles += size;
    else if (name.endsWith(".js")) {
      if (page.includes(name)) first += size;
      else lazy += size;
    }
  }
  return { first, lazy, styles };
}

// The page is built by the setup of these tests.
describe.skipIf(noBrowser)("the page is small", () => {
  test("first script, styles, and all parts that load later", () => {
    const { first, lazy, styles } = sizes();
    expect(first).toBeGreaterThan(20_000);
    expect(first).toBeLessThanOrEqual(75_000);
    expect(styles).toBeLessThanOrEqual(12_000);
    expect(lazy).toBeLessThanOrEqual(300_000);
  });
});
