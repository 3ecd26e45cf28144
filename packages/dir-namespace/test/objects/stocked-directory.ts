import type { CallOptions, RegisterTableRequest, RegisterTableResponse } from "@lancetree/core";
import { DirectoryNamespace, type DirectoryNamespaceOptions } from "../../src/index.ts";
import { storageOptions, writeTable } from "./bucket.ts";

/** A catalog in the bucket of this run in which the tables are that the kit registers: only what is there can be registered. */
export class StockedDirectory extends DirectoryNamespace {
  readonly #root: string;
  readonly #written = new Set<string>();

  constructor(options: DirectoryNamespaceOptions & { readonly root: string }) {
    super({ storageOptions, ...options });
    this.#root = options.root;
  }

  override async registerTable(
    request: RegisterTableRequest,
    options?: CallOptions,
  ): Promise<RegisterTableResponse> {
    const { location } = request;
    if (/^registered\/\d+\.lance$/.test(location) && !this.#written.has(location)) {
      this.#written.add(location);
      await writeTable(`${this.#root}/${location}`, [1, 2]);
    }
    return super.registerTable(request, options);
  }
}
