import type { TestProject } from "vitest/node";
import { findInstalledChromium } from "../../../../scripts/find-chromium.ts";
import { type SampleServer, serveSample } from "./serve-sample.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the server; an empty string without a browser. */
    readonly catalog: string;
    /** The folder that it serves. */
    readonly root: string;
    readonly chromium: string;
  }
}

let server: SampleServer | undefined;

/** Serves the page and the sample once for all files. */
export async function setup({ provide }: TestProject): Promise<void> {
  const chromium = findInstalledChromium();
  provide("chromium", chromium ?? "");
  if (chromium === undefined)
    process.stderr.write("The explorer's tests are skipped: install Chromium, or set CHROMIUM_PATH.\n");
  else server = await serveSample();
  provide("catalog", server?.address ?? "");
  provide("root", server?.root ?? "");
}

export async function teardown(): Promise<void> {
  await server?.close();
}
