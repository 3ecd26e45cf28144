/** What a browser downloads of the explorer, from the package as it is published. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { installedProduct } from "./product/installed-product.ts";

/** Compressed bytes by the name of the file: scripts and styles. */
let sizes: ReadonlyMap<string, number>;
/** The names of the files that the page itself names. */
let first: ReadonlySet<string>;

beforeAll(async () => {
  const { folder } = await installedProduct();
  const explorer = join(folder, "node_modules/@lancetree/explorer");
  const { explorerHandler } = (await import(pathToFileURL(join(explorer, "dist/index.js")).href)) as {
    explorerHandler: () => (request: Request) => Promise<Response | undefined>;
  };
  const handler = explorerHandler();
  const get = async (path: string): Promise<ArrayBuffer> => {
    const response = await handler(
      new Request(`http://localhost/ui/${path}`, { headers: { "accept-encoding": "gzip" } }),
    );
    return (await response?.arrayBuffer()) ?? new ArrayBuffer(0);
  };
  const names = await readdir(join(explorer, "dist/ui/assets"));
  const files = names.filter((name) => /\.(js|css)$/.test(name));
  sizes = new Map(
    await Promise.all(files.map(async (name) => [name, (await get(`assets/${name}`)).byteLength] as const)),
  );
  const page = await handler(new Request("http://localhost/ui/"));
  const links = ((await page?.text()) ?? "").matchAll(/(?:src|href)="\.\/assets\/([^"]+)"/g);
  first = new Set([...links].map(([, name = ""]) => name));
});

test("the page itself has at most 75 kB of scripts and 12 kB of styles, and a file of each", () => {
  const [scripts, styles] = [total(isFirst("js")), total(isFirst("css"))];
  expect(scripts).toBeGreaterThan(10_000);
  expect(scripts).toBeLessThanOrEqual(75_000);
  expect(styles).toBeGreaterThan(1000);
  expect(styles).toBeLessThanOrEqual(12_000);
});

test("all parts that load later have at most 300 kB together", () => {
  const later = total((name) => !first.has(name));
  expect(later).toBeGreaterThan(10_000);
  expect(later).toBeLessThanOrEqual(300_000);
});

function isFirst(extension: string): (name: string) => boolean {
  return (name) => first.has(name) && name.endsWith(`.${extension}`);
}

function total(isCounted: (name: string) => boolean): number {
  return [...sizes].reduce((sum, [name, size]) => sum + (isCounted(name) ? size : 0), 0);
}
