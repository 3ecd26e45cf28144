import { InvalidInputError } from "@lancetree/core";
import type { Fetch } from "@lancetree/rest-client";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import type { NamespaceConnectionOptions } from "./options/connection-options.ts";
import { type RestOptions, type RestProperties, toRestNamespaceOptions } from "./options/rest-options.ts";

/** Creates the client of a REST catalog and loads its package, which is not needed before. Sends nothing. */
export async function openRest(
  configuration: RestOptions | RestProperties,
  options: NamespaceConnectionOptions,
): Promise<Omit<NamespaceConnectionParts, "engine">> {
  const settings = await toRestNamespaceOptions(configuration, options.namespaceClientProperties);
  const { RestNamespace } = await import("@lancetree/rest-client");
  let closed = false;
  // Looked up at every call, as the client does.
  const send: Fetch = settings.fetch ?? ((request) => globalThis.fetch(request));
  const namespace = new RestNamespace({
    ...settings,
    fetch: async (request) => {
      if (closed) throw new InvalidInputError("Connection is closed.");
      return send(request);
    },
  });
  return {
    namespace,
    description: `rest: ${settings.uri}`,
    handlesData: true,
    storageOptions: options.storageOptions,
    closeNamespace: async () => {
      closed = true;
    },
  };
}
