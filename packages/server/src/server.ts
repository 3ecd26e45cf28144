import { isSystemError } from "@lancetree/core";
import type { NamespaceHandler } from "@lancetree/rest-server";
import { type ListenOptions, type NamespaceServer, serveHandler } from "@lancetree/rest-server/node";
import { completesWithin } from "./completes-within.ts";
import { createLinkAccess } from "./http/link-access.ts";
import { createReadiness } from "./http/readiness.ts";
import { createServerHandler } from "./http/server-handler.ts";
import { readKeyFile } from "./keys/key-file.ts";
import { createKeyStore, type KeyStore } from "./keys/key-store.ts";
import type { AuditLog } from "./logs/audit-log.ts";
import { openAuditLog } from "./logs/open-audit-log.ts";
import { createRedact } from "./logs/redact.ts";
import { messageOf, type ServerLog } from "./logs/server-log.ts";
import { createReloader, type Reloadable } from "./reload.ts";
import { forOption, ServerOptionError } from "./server-option-error.ts";
import type { ServePages, ServerOptions } from "./server-options.ts";
import { resolveSettings, type ServerSettings } from "./server-settings.ts";
import type { CatalogSource } from "./sources/catalog-source.ts";
import { openCatalogSource } from "./sources/open-catalog-source.ts";
import { readTlsFiles } from "./tls-files.ts";

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** The URL for clients: `http://127.0.0.1:2333`. */
  readonly url: string;
  /**
   * Reads the key file, the certificate and the configuration again, and reopens the audit file, for log rotation.
   * Never rejects: if one of them is invalid, the server keeps the previous one and logs the reason.
   */
  reload(): Promise<void>;
  /**
   * Shuts the server down within 25 s. `/ready` returns 503, and new requests are rejected. Requests in progress have
   * 15 s for their response, and clients have 6 s more to read it; then running commits are completed. Never rejects; a
   * second call returns the same promise.
   */
  close(): Promise<void>;
}

/** Orchestrators end a process some 30 s after SIGTERM. All steps of the end take 25 s together. */
const drainTimeoutMs = 15_000;
const connectionsTimeoutMs = 6_000;
const storageTimeoutMs = 3_000;
/** Requests whose connections the server has closed still write their audit entries. */
const entriesTimeoutMs = 1_000;
/** Milliseconds for which the start waits for the first probe of the source. */
const firstProbeTimeoutMs = 3_000;

/**
 * Serves a catalog for production: with API keys, roles, an audit log, metrics, a readiness check, limits, and graceful
 * shutdown.
 *
 * Rejects with ServerOptionError (InvalidInput, 13) for an invalid option or file and if it cannot listen on the
 * address, with InvalidInput for an invalid configuration of databases, and as the catalog does if it cannot be opened.
 * It then closes everything that it has opened.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? (() => undefined);
  const settings = await resolveSettings(options);
  const audit = await forOption("audit", async () => openAuditLog(options.audit, log));
  try {
    const source = await openCatalogSource(options.source, log);
    try {
      return await start(settings, { source, audit, log, pages: options.pages });
    } catch (error) {
      await completesWithin(source.close(), storageTimeoutMs);
      throw error;
    }
  } catch (error) {
    audit.close();
    throw error;
  }
}

interface Parts {
  readonly source: CatalogSource;
  readonly audit: AuditLog;
  readonly log: ServerLog;
  readonly pages: ServePages | undefined;
}

async function start(settings: ServerSettings, parts: Parts): Promise<RunningServer> {
  const { source, audit, log } = parts;
  const { host, port, limits, apiKeyFile, tls: tlsFiles, links: linkOptions } = settings;
  const keys =
    apiKeyFile === undefined
      ? undefined
      : createKeyStore(await forOption("apiKeyFile", () => readKeyFile(apiKeyFile)));
  const tls = tlsFiles && (await forOption("tls", () => readTlsFiles(tlsFiles)));
  // A slow catalog must not delay the start; `/ready` reports when it responds.
  await completesWithin(source.probe(), firstProbeTimeoutMs);
  const redact = createRedact(source.secrets);
  const safeLog = (message: string): void => log(redact(message));
  const readiness = createReadiness(source.probe, safeLog);
  const links =
    linkOptions && createLinkAccess(() => linkOptions.onLink(links?.createLink(server.url) ?? ""));
  const { handler, drain, pending, ownerOf } = createServerHandler({
    ...parts,
    settings,
    keys,
    readiness,
    links,
    pages: links && linkOptions ? linkOptions.page(`${links.basePath}/ui`) : parts.pages,
  });
  const server = await listen(handler, {
    host,
    port,
    ...(tls && { tls }),
    ownerOf,
    maxConnections: limits.connections,
    headTimeoutMs: limits.anonymousMs,
    unreadTimeoutMs: limits.waitMs,
    // The layers of `createServerHandler` read nothing else.
    readsPartsOnly: true,
    closeTimeoutMs: connectionsTimeoutMs,
  });
  const reloader = createReloader(reloadablesOf(settings, { source, server, keys }), safeLog);
  if (links) linkOptions?.onLink(links.createLink(server.url));
  else log(`Serving ${source.description} at ${server.url}`);
  warnOfNetwork(settings, log);
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    readiness.drain();
    reloader.stop();
    await drain.begin(drainTimeoutMs);
    await server.close();
    await pending.settled(entriesTimeoutMs);
    try {
      if (!(await completesWithin(source.close(), storageTimeoutMs))) {
        log("The storage does not respond; the server ends without it.");
      }
    } catch (error) {
      safeLog(`The storage could not be closed: ${messageOf(error)}`);
    }
    audit.close();
  };
  const close = (): Promise<void> => {
    closed ??= end();
    return closed;
  };
  return {
    url: server.url,
    async reload() {
      audit.reopen();
      await reloader.reload();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function listen(
  handler: NamespaceHandler,
  options: ListenOptions & { readonly host: string; readonly port: number },
): Promise<NamespaceServer> {
  try {
    return await serveHandler(handler, options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code.startsWith("ERR_OSSL")) {
      throw new ServerOptionError("tls", "The private key does not match the certificate.", {
        cause: error,
      });
    }
    const message = `Cannot listen on ${options.host} port ${options.port} (${error.code}).`;
    throw new ServerOptionError("port", message, { cause: error });
  }
}

function reloadablesOf(
  { apiKeyFile, tls }: ServerSettings,
  parts: {
    readonly source: CatalogSource;
    readonly server: NamespaceServer;
    readonly keys: KeyStore | undefined;
  },
): Reloadable[] {
  const { source, server, keys } = parts;
  const reloadables: Reloadable[] = [];
  if (keys && apiKeyFile !== undefined) {
    const reload = async (): Promise<void> => keys.replace(await readKeyFile(apiKeyFile));
    reloadables.push({ name: "key file", files: [apiKeyFile], reload });
  }
  if (tls) {
    const reload = async (): Promise<void> => server.renewTls(await readTlsFiles(tls));
    reloadables.push({ name: "certificate", files: [tls.certFile, tls.keyFile], reload });
  }
  if (source.files.length > 0) {
    reloadables.push({ name: "configuration", files: source.files, reload: source.reload });
  }
  return reloadables;
}

function warnOfNetwork({ isLoopback, apiKeyFile, tls }: ServerSettings, log: ServerLog): void {
  if (isLoopback) return;
  if (apiKeyFile === undefined) {
    log("Warning: every client that reaches this address can read and change the catalog.");
  } else if (!tls) {
    log(
      "Warning: without TLS, keys can be read on the network; configure a certificate, or a proxy with TLS.",
    );
  }
}
