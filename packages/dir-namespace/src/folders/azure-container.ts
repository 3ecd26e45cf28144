import { isError } from "@lancetree/core";
import type { AzureCredential, AzureOptions } from "../options/azure-options.ts";

export type AzureLibrary = typeof import("@azure/storage-blob");

type Container = InstanceType<AzureLibrary["ContainerClient"]>;
type Pipeline = ReturnType<AzureLibrary["newPipeline"]>;
type PolicyFactory = Pipeline["factories"][number];
type Credential = NonNullable<Parameters<AzureLibrary["newPipeline"]>[0]>;

/** Milliseconds after which a request that hangs is aborted and tried again. */
const defaultRequestTimeoutMs = 10_000;
const maxAttempts = 6;
/** Milliseconds before the second attempt; later ones wait longer, up to the limit. */
const retryDelayMs = 100;
const maxRetryDelayMs = 5000;

/**
 * The client of a container. Sends no request.
 *
 * @param requestTimeoutMs - milliseconds after which a request that hangs is aborted and tried again; tests shorten it
 */
export function azureContainer(
  library: AzureLibrary,
  name: string,
  options: AzureOptions,
  requestTimeoutMs?: number,
): Container {
  const { credential, endpoint } = options;
  const pipeline = azurePipeline(library, azureCredential(library, options), requestTimeoutMs);
  const query = credential.kind === "signature" ? `?${credential.signature}` : "";
  return new library.ContainerClient(`${endpoint}/${name}${query}`, pipeline);
}

/** How requests are sent, and repeated if they fail. */
export function azurePipeline(
  library: AzureLibrary,
  credential: Credential,
  requestTimeoutMs: number = defaultRequestTimeoutMs,
): Pipeline {
  const pipeline = library.newPipeline(credential, {
    retryOptions: {
      maxTries: maxAttempts,
      retryDelayInMs: retryDelayMs,
      maxRetryDelayInMs: maxRetryDelayMs,
    },
  });
  pipeline.factories.push(repeatHangingRequests(library, requestTimeoutMs));
  return pipeline;
}

/** The credentials of a catalog, for its own requests. */
export function azureCredential(
  library: AzureLibrary,
  { account, credential }: { readonly account: string; readonly credential: AzureCredential },
): Credential {
  switch (credential.kind) {
    case "key":
      return new library.StorageSharedKeyCredential(account, credential.key);
    case "token":
      // The library asks again when it expires; a token that was given has no other end.
      return {
        getToken: async () => ({ token: credential.token, expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
      };
    case "signature":
    case "none":
      return new library.AnonymousCredential();
  }
}

/** The library's own limit is only a request to the server, and it does not repeat a request that was aborted. */
function repeatHangingRequests(library: AzureLibrary, requestTimeoutMs: number): PolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(request) {
        request.timeout = requestTimeoutMs;
        for (let attempt = 1; attempt <= maxAttempts; attempt++) {
          try {
            return await next.sendRequest(request);
          } catch (error) {
            if (!isError(error) || error.name !== "AbortError") throw error;
          }
        }
        throw new library.RestError("The request took too long.", { code: "ETIMEDOUT" });
      },
    }),
  };
}
