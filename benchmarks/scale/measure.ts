/** Measures in a new process how long it takes to read a catalog, and to read its rows with LanceDB alone. Prints JSON. */
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { openTableEngine } from "@lancetree/tables";
import { parent } from "../seeded-names.ts";
import { median } from "../statistics.ts";

export interface Figures {
  /** Milliseconds, medians: LanceDB opens the table and reads its four columns. */
  readonly lanceRows: number;
  /** Milliseconds, medians: a new catalog lists its first hundred names. */
  readonly firstResult: number;
  /** Milliseconds, medians, warm: the check for a newer version alone; with a description; with a page of 100 names. */
  readonly check: number;
  readonly describe: number;
  readonly list: number;
  /** Bytes that the process grew by for the catalog, once collected, and at its worst. */
  readonly memory: number;
  readonly peak: number;
}

const { root, small, rounds } = JSON.parse(process.argv[2] ?? "") as {
  readonly root: string;
  /** A small catalog, to load all code with. */
  readonly small: string;
  readonly rounds: number;
};
const columns = ["object_id", "object_type", "location", "metadata"];
const first = { id: [parent], limit: 100 };

// Everything is loaded and has run once before anything is measured.
await using warm = new DirectoryNamespace({ root: small });
await warm.listNamespaces(first);
const before = await resident();
const measured = { rows: [] as number[], first: [] as number[] };
await using catalog = new DirectoryNamespace({ root });
await catalog.listNamespaces(first);
const memory = (await resident()) - before;
const peak = process.resourceUsage().maxRSS * 1024 - before;

await using engine = await openTableEngine();
for (let round = 0; round < rounds; round++) {
  measured.rows.push(await timed(loadRows));
  measured.first.push(await timed(openAndList));
}
const { namespaces } = await catalog.listNamespaces(first);
const check: number[] = [];
const describe: number[] = [];
const list: number[] = [];
for (const name of namespaces) {
  check.push(await timed(() => catalog.namespaceExists({ id: [] })));
  describe.push(await timed(() => catalog.describeNamespace({ id: [parent, name] })));
  list.push(await timed(() => catalog.listNamespaces({ ...first, page_token: name })));
}
const figures: Figures = {
  lanceRows: median(measured.rows),
  firstResult: median(measured.first),
  check: median(check),
  describe: median(describe),
  list: median(list),
  memory,
  peak,
};
process.stdout.write(JSON.stringify(figures));

async function loadRows(): Promise<void> {
  const table = await engine.open({ location: `${root}/__manifest` });
  const { numRows } = await table.query().select(columns).toArrow();
  if (numRows < first.limit) throw new Error("LanceDB returned too few rows.");
  table.close();
}

async function openAndList(): Promise<void> {
  await using opened = new DirectoryNamespace({ root });
  const page = await opened.listNamespaces(first);
  if (page.namespaces.length !== first.limit) throw new Error("The catalog returned too few names.");
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

async function resident(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return process.memoryUsage().rss;
}
