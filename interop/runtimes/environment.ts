import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeChannel } from "../harness/channel.ts";
import { WorkerProcess } from "../harness/worker-process.ts";
import type { CatalogMethods } from "./catalog.ts";
import { bundlePage, type PageServer, servePage } from "./chromium.ts";
import type { ProgramSettings } from "./program/step.ts";
import { createProject } from "./project.ts";

/** What one run has of its own. */
export type RunSettings = Partial<ProgramSettings>;

/** What all runtimes share: the packages, the servers, the page. */
export interface Environment {
  /** The folder of a project where our packages are installed. */
  readonly project: string;
  /** The catalog over HTTP/2; undefined where no certificate could be made. */
  readonly http2Uri: string | undefined;
  /** Of the page that may call the catalog. */
  readonly origin: string;
  /** Of the page that may not. */
  readonly foreignOrigin: string;
  /** The settings of a new run. */
  settings(changes: RunSettings): ProgramSettings;
  namespaceExists(name: string): Promise<boolean>;
  close(): Promise<void>;
}

/** @param batches how many batches of rows a run inserts */
export async function prepareEnvironment(batches: number): Promise<Environment> {
  const project = await createProject();
  const folder = await mkdtemp(join(tmpdir(), "lancetree-runtimes-catalog-"));
  const pages: PageServer[] = [];
  const catalog = new WorkerProcess<Pick<CatalogMethods, keyof CatalogMethods>>(
    "catalog",
    nodeChannel("catalog"),
  );
  const close = async (): Promise<void> => {
    await catalog.kill();
    for (const page of pages) page.close();
    await Promise.all([project, folder].map((path) => rm(path, { recursive: true, force: true })));
  };
  try {
    const script = await bundlePage(project);
    const page = await servePage(script);
    const foreignPage = await servePage(script);
    pages.push(page, foreignPage);
    const apiKey = randomBytes(16).toString("hex");
    const { http2Uri, ...addresses } = await catalog.call("start", {
      folder,
      apiKey,
      origin: page.origin,
    });
    let runs = 0;
    return {
      project,
      http2Uri,
      origin: page.origin,
      foreignOrigin: foreignPage.origin,
      settings: (changes) => ({
        ...addresses,
        apiKey,
        batches,
        steps: "all",
        root: `run-${++runs}`,
        sendsStreams: true,
        inBrowser: false,
        ...changes,
      }),
      namespaceExists: (name) => catalog.call("namespaceExists", name),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
