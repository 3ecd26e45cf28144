import { InvalidInputError } from "@lancetree/core";
import type { Fetch } from "@lancetree/rest-client";
import type { NamespaceConnectionOptions } from "./connection-options.ts";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import { type RestConfiguration, type RestProperties, toRestOptions } from "./rest-configuration.ts";

/** Makes the client of a REST catalog, whose package is loaded now, not before. Nothing is sent yet. */
export async function openRest(
  configuration: RestConfiguration | RestProperties,
  options: NamespaceConnectionOptions,
): Promise<Omit<NamespaceConnectionParts, "engine">> {
  const settings = toRestOptions(configuration, options.namespaceClientProperties);
  const { RestNamespace } = await import("@lancetree/rest-client");
  let closed = false;
  // Looked up at every call, as the client itself does it.
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
    worksOnData: true,
    storageOptions: options.storageOptions,
    closeNamespace: async () => {
      closed = true;
    },
  };
}
