import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from "vitest";

/** A page of the explorer, in a browser that keeps nothing. */
export interface Explorer {
  readonly page: Page;
  /** Opens an address within the page, as from a link that another person sent. */
  open(hash?: string): Promise<void>;
  /** Requests that the page sent to the catalog since the last call. */
  requests(): readonly { readonly path: string; readonly body: string }[];
}

/** Whether the tests of a browser are skipped. */
export const noBrowser = inject("chromium") === "";

const flags = [
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Only against hangs, in milliseconds. */
const longestWait = 900_000;

/**
 * Opens a page for each test. Errors, broken policies and requests to other addresses fail the test.
 *
 * @param address - of the server, by default that of the sample
 */
export function useExplorer(address: () => string = () => inject("catalog")): Explorer {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let problems: string[] = [];
  let requests: { path: string; body: string }[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: inject("chromium"),
      headless: true,
      chromiumSandbox: false,
      args: flags,
    });
  });
  beforeEach(async () => {
    problems = [];
    requests = [];
    context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-US",
      acceptDownloads: true,
    });
    page = await context.newPage();
    page.setDefaultTimeout(longestWait);
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      // A request that a test expects to fail is reported by the browser too.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
        problems.push(message.text());
    });
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (!request.url().startsWith("blob:") && origin !== address())
        problems.push(`a request to ${request.url()}`);
      if (!pathname.startsWith("/ui/")) requests.push({ path: pathname, body: request.postData() ?? "" });
    });
  });
  afterEach(async () => {
    const attacked = await page.evaluate(() => "attacked" in globalThis).catch(() => false);
    await context.close();
    expect(problems).toEqual([]);
    expect(attacked).toBe(false);
  });
  afterAll(() => browser.close());
  return {
    get page() {
      return page;
    },
    async open(hash = "") {
      await page.goto(`${address()}/ui/${hash}`);
      await page.locator('[role="tree"] [role="treeitem"]').first().waitFor();
    },
    requests() {
      const sent = requests;
      requests = [];
      return sent;
    },
  };
}

/** What each of the elements shows. */
export function innerStrings(elements: Locator): Promise<string[]> {
  return elements.evaluateAll((found) => found.map((element) => String(Reflect.get(element, "innerText"))));
}

/** Compares two versions in the view of versions that is open; returns the panel. */
export async function compareVersions(page: Page, from: number, to: number): Promise<Locator> {
  await page.getByLabel("From version").selectOption(String(from));
  await page.getByLabel("To version").selectOption(String(to));
  const panel = page.getByRole("region", { name: "Compare" });
  await panel.getByRole("button", { name: "Compare" }).click();
  return panel;
}
