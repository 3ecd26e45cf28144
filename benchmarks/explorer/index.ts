/** The explorer in Chromium, on catalogs of a million objects and tables of millions of rows. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveCatalog } from "../../interop/harness/served-command.ts";
import { findInstalledChromium } from "../../scripts/find-chromium.ts";
import type { Part } from "../part.ts";
import { runWorker } from "../run-worker.ts";
import { type Bounded, checksBounds, reportRows, summarizeFigures } from "../targets.ts";
import type { Sizes } from "./catalog.ts";
import type { BrowseJob, Round, Seeded } from "./job.ts";

interface Settings {
  readonly sizes: Sizes;
  readonly rounds: number;
}

const full: Settings = {
  sizes: { objects: 1_000_000, rows: 10_000_000, scrolled: 100_000, points: 50_000 },
  rounds: 3,
};
const short: Settings = {
  sizes: { objects: 10_000, rows: 100_000, scrolled: 10_000, points: 2000 },
  rounds: 2,
};

export const explorer: Part = {
  page: "docs/benchmarks-explorer.md",
  async run(isShort, say) {
    const chromium = findInstalledChromium();
    if (chromium === undefined)
      return { report: "Chromium is not installed: `explorer` was not run.", record: {}, failures: [] };
    const settings = isShort ? short : full;
    const root = await mkdtemp(join(tmpdir(), "lancetree-bench-"));
    try {
      const rounds = await measure(settings, root, chromium, say);
      const rows = linesOf(settings.sizes).map(({ valueOf, ...bounded }) => {
        const { target, measured, outcome, failure } = summarizeFigures(bounded, rounds.map(valueOf));
        return { cells: [bounded.work, target, measured, outcome], failure };
      });
      const head = ["work", "target", "measured", ""];
      const { report, failures } = reportRows(head, rows, checksBounds(isShort, say));
      return { report, record: { settings, rounds }, failures };
    } finally {
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    }
  },
};

async function measure(
  { sizes, rounds }: Settings,
  root: string,
  chromium: string,
  say: (line: string) => void,
): Promise<Round[]> {
  say(`seeding ${sizes.objects.toLocaleString("en")} objects and ${sizes.rows.toLocaleString("en")} rows`);
  const { namespace } = await runWorker<Seeded>("explorer/seed.ts", { root, sizes });
  const server = await serveCatalog(["--root", root]);
  try {
    const measured: Round[] = [];
    // The first round loads the catalog into the server's memory and compiles the server's code, and is not counted.
    for (let round = 0; round <= rounds; round++) {
      say(round === 0 ? "a round that is not counted" : `round ${round} of ${rounds}`);
      const job: BrowseJob = { address: server.url, chromium, namespace, sizes, round };
      const lines = await runWorker<Round>("explorer/browse.ts", job);
      if (round > 0) measured.push(lines);
    }
    return measured;
  } finally {
    await server.stop();
  }
}

/** A line of the report, and its figure of a round. */
interface Line extends Bounded {
  readonly valueOf: (round: Round) => number;
}

function linesOf({ objects, rows, scrolled, points }: Sizes): readonly Line[] {
  const count = (value: number): string => value.toLocaleString("en");
  const frames = { unit: "frames/s", least: 50 } as const;
  return [
    { work: `first names of ${count(objects)}`, unit: "ms", max: 500, valueOf: ({ tree }) => tree },
    { work: `first rows of ${count(rows)}`, unit: "ms", max: 300, valueOf: ({ open }) => open },
    { work: `find one of ${count(objects)} names`, unit: "ms", max: 200, valueOf: ({ find }) => find },
    { work: `scroll through ${count(scrolled)} rows`, ...frames, valueOf: ({ scroll }) => scroll.perSecond },
    {
      work: "scroll: the second with the fewest",
      ...frames,
      valueOf: ({ scroll }) => scroll.fewestInSecond,
    },
    {
      work: "scroll: largest heap of the page",
      unit: "MB",
      max: 150,
      valueOf: ({ scroll }) => (scroll.peakHeap ?? Number.NaN) / 1e6,
    },
    { work: `pan a map of ${count(points)} points`, ...frames, valueOf: ({ pan }) => pan.perSecond },
    { work: "pan: the second with the fewest", ...frames, valueOf: ({ pan }) => pan.fewestInSecond },
  ];
}
