import { existsSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST } from "../../src/storage/manifest-table.ts";
import { versionFileName } from "../../src/storage/version-file.ts";

/** Follows the catalog's versions by their files alone, without a call that could disturb what is being watched. */
export class VersionWatch {
  readonly #folder: string;
  #version = 0;

  constructor(root: string) {
    this.#folder = join(root, MANIFEST, "_versions");
  }

  /** The latest version; 0 before the first. */
  latest(): number {
    while (existsSync(join(this.#folder, versionFileName(this.#version + 1)))) this.#version++;
    return this.#version;
  }
}
