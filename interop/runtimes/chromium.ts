import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import type { ProgramSettings, StepResult } from "./program/step.ts";

const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A web page with the program, on an origin of its own. */
export interface PageServer {
  readonly origin: string;
  close(): void;
}

/** Bundles the program as for any page, from a project where our packages are installed. */
export async function bundlePage(project: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(project, "program", "page.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

/** Serves the page. */
export async function servePage(script: string): Promise<PageServer> {
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.writeHead(200, {
      "content-type": isScript ? "text/javascript" : "text/html",
      // as strict pages have it: no code made from text
      "content-security-policy": "script-src 'self'",
    });
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Starts the browser, with a profile that is empty and goes with it. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: flags });
}

/** Runs the program in a page of this origin. */
export async function runInPage(
  browser: Browser,
  origin: string,
  settings: ProgramSettings,
): Promise<readonly StepResult[]> {
  // the certificate of the HTTP/2 server is self-signed
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  try {
    await page.goto(origin);
    return await page.evaluate<StepResult[]>(`runProgram(${JSON.stringify(settings)})`);
  } finally {
    await page.close();
  }
}
