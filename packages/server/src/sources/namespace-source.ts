import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "@lancetree/rest-server";
import type { CatalogSource } from "./catalog-source.ts";

/** Serves a namespace of the program, which also closes it. With a function that chooses one the server is always ready. */
export function namespaceSource(target: Namespace | ChooseNamespace): CatalogSource {
  return {
    target,
    description: "a namespace of this program",
    secrets: () => [],
    files: [],
    async probe() {
      if (typeof target !== "function") await target.listNamespaces({ id: [], limit: 1 });
    },
    reload: async () => undefined,
    close: async () => undefined,
  };
}
