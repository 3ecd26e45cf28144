import { setTimeout as sleep } from "node:timers/promises";
import { isNamespaceError } from "@lancetree/core";
import { manifestName } from "@lancetree/tables";
import type { CatalogFolder } from "../../src/folders/catalog-folder.ts";
import { manifestTableName } from "../../src/manifest/manifest-table.ts";

/** Says how many versions a catalog has. */
export interface Versions {
  /** The latest version that readers see; 0 before the first. */
  latest(): Promise<number>;
}

/** Follows the catalog's versions by their files alone, without a call that could disturb what is being watched. */
export class VersionWatch implements Versions {
  readonly #folder: CatalogFolder;
  #version = 0;

  constructor(folder: CatalogFolder) {
    this.#folder = folder;
  }

  /** The latest version; 0 before the first. */
  async latest(): Promise<number> {
    let version = this.#version;
    while (await this.#has(version + 1)) version++;
    this.#version = Math.max(this.#version, version);
    return version;
  }

  /** Asks again if the store did not respond in time: a slow machine must not end the process that watches. */
  async #has(version: number): Promise<boolean> {
    for (;;) {
      try {
        return await this.#folder.hasFile(`${manifestTableName}/_versions/${manifestName(version)}`);
      } catch (error) {
        if (!isNamespaceError(error, 17)) throw error;
        await sleep(100);
      }
    }
  }
}
