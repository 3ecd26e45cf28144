/** A process that measures one round in a new browser: its argument is the job, and it prints what it measured as JSON. */
import { type CDPSession, chromium, type Page } from "playwright-core";
import { demand } from "../demand.ts";
import { longTable, type Sizes, wideTable } from "./catalog.ts";
import { moveInFrames, notePainted, timeUntilPainted } from "./in-page.ts";
import type { BrowseJob, Movement, Round } from "./job.ts";

const job = JSON.parse(process.argv[2] ?? "") as BrowseJob;
const browser = await chromium.launch({
  executablePath: job.chromium,
  chromiumSandbox: false,
  args: ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"],
});
try {
  // A context keeps its cache: each line begins with an empty one.
  const lines: Round = {
    tree: await inNewPage(tree),
    open: await inNewPage(openTable),
    find: await inNewPage(find),
    scroll: await inNewPage(scroll),
    pan: await inNewPage(pan),
  };
  process.stdout.write(JSON.stringify(lines));
} finally {
  await browser.close();
}

async function inNewPage<Outcome>(measure: (page: Page) => Promise<Outcome>): Promise<Outcome> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(600_000);
    return await measure(page);
  } finally {
    await context.close();
  }
}

/** From the beginning of the navigation until the names below the namespace with all objects are painted. */
async function tree(page: Page): Promise<number> {
  await page.addInitScript(notePainted, { selector: "[role=treeitem][aria-level='2']", text: "space-" });
  await page.goto(`${job.address}/ui/#/namespace/${job.namespace}`);
  await page.waitForFunction(() => "painted" in globalThis);
  return await page.evaluate(() => Number(Reflect.get(globalThis, "painted")));
}

/** From the click on the table until its first rows are painted. */
async function openTable(page: Page): Promise<number> {
  await page.goto(`${job.address}/ui/`);
  await page.getByRole("treeitem", { name: longTable }).waitFor();
  return await page.evaluate(timeUntilPainted, {
    clicked: longTable,
    selector: "[role=gridcell].kind-integer",
    text: "1",
  });
}

/** From the last letter until the only name that contains it is painted; with the pause after typing. */
async function find(page: Page): Promise<number> {
  await page.goto(`${job.address}/ui/`);
  await page.getByRole("treeitem", { name: longTable }).waitFor();
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: "Name contains" }).waitFor();
  const typed = String(job.sizes.objects - 1 - job.round).padStart(7, "0");
  return await page.evaluate(timeUntilPainted, { typed, selector: "dialog [role=option]", text: typed });
}

/** Through all rows; 60 frames are a second where nothing is late. */
async function scroll(page: Page): Promise<Movement> {
  await page.goto(`${job.address}/ui/#/table/${wideTable}`);
  await page.getByRole("gridcell", { name: "1", exact: true }).first().waitFor();
  const heap = await watchHeap(page);
  const moved = frames(
    await page.evaluate(moveInFrames, { what: "rows" as const, frames: framesOf(job.sizes) }),
  );
  const last = page.getByRole("gridcell", { name: String(job.sizes.scrolled - 1), exact: true });
  await last.first().waitFor();
  return { ...moved, peakHeap: await heap.end() };
}

/** With the points of one group in one color, each of which is drawn in each frame. */
async function pan(page: Page): Promise<Movement> {
  await page.goto(`${job.address}/ui/#/table/${wideTable}?view=map&color=group&sample=${job.sizes.points}`);
  await page.getByText(`${job.sizes.points.toLocaleString("en-US")} rows`, { exact: true }).waitFor();
  return frames(
    await page.evaluate(moveInFrames, { what: "map" as const, frames: Math.min(framesOf(job.sizes), 300) }),
  );
}

function framesOf({ scrolled }: Sizes): number {
  return scrolled / 100;
}

/** The first frames, in which the browser compiles what is new to it, are a part of what a person sees. */
function frames(times: readonly number[]): Movement {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  demand(times.length > 60, "too few frames for a second");
  const seconds = times.filter((start) => start + 1000 <= last);
  const inSecond = seconds.map(
    (start) => times.filter((time) => time >= start && time < start + 1000).length,
  );
  return {
    perSecond: ((times.length - 1) * 1000) / (last - first),
    fewestInSecond: inSecond.length > 0 ? Math.min(...inSecond) : times.length,
  };
}

/** The most that the page's heap holds, with garbage. */
async function watchHeap(page: Page): Promise<{ end: () => Promise<number> }> {
  const session: CDPSession = await page.context().newCDPSession(page);
  let peak = 0;
  const check = async (): Promise<void> => {
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    peak = Math.max(peak, usedSize);
  };
  const timer = setInterval(() => void check(), 250);
  return {
    async end() {
      clearInterval(timer);
      await check();
      return peak;
    },
  };
}
