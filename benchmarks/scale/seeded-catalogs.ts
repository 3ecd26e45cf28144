import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { runWorker } from "../run-worker.ts";
import type { Seed } from "./seed.ts";

/** Catalogs that are seeded once, and copied for each task that writes. */
export class SeededCatalogs {
  readonly #scratch: string;
  readonly #seeded = new Map<string, Promise<string>>();
  #copies = 0;

  /** @param scratch - the folder for the catalogs */
  constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** The root of a seeded catalog. Tasks must not write to it. */
  seed(settings: Omit<Seed, "root">): Promise<string> {
    const key = JSON.stringify(settings);
    const known = this.#seeded.get(key);
    if (known) return known;
    const root = join(this.#scratch, `seed-${this.#seeded.size}`);
    const made = runWorker("scale/seed-worker.ts", { ...settings, root }).then(() => root);
    this.#seeded.set(key, made);
    return made;
  }

  /** Runs a task on a copy of a seeded catalog, and removes the copy. */
  async onCopy<T>(settings: Omit<Seed, "root">, use: (root: string) => Promise<T>): Promise<T> {
    const seeded = await this.seed(settings);
    const root = join(this.#scratch, `copy-${++this.#copies}`);
    await cp(seeded, root, { recursive: true });
    try {
      return await use(root);
    } finally {
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
