import { InvalidInputError } from "@lancetree/core";
import type { HeaderMap } from "@lancetree/rest-client";
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
  const headers = async (): Promise<HeaderMap> => {
    if (closed) throw new InvalidInputError("Connection is closed.");
    return typeof settings.headers === "function" ? settings.headers() : (settings.headers ?? {});
  };
  return {
    // The client calls the function before each request.
    namespace: new RestNamespace({ ...settings, headers }),
    description: `rest: ${settings.uri}`,
    handlesData: true,
    storageOptions: options.storageOptions,
    closeNamespace: async () => {
      closed = true;
    },
  };
}
