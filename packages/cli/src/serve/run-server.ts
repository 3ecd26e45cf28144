import { createNamespaceHandler, type LogEntry, type NamespaceHandler } from "@lancetree/rest-server";
import { type NamespaceServer, serveHandler, type TlsMaterial } from "@lancetree/rest-server/node";
import type { OperationName } from "@lancetree/spec";
import { usageError } from "../errors/cli-error.ts";
import { fileError, isDenied } from "../errors/file-error.ts";
import { isSystemError } from "../errors/system-error.ts";
import { readTextFile } from "../read-text-file.ts";
import { type Access, keyAccess } from "./access/authenticate.ts";
import { operationRoles } from "./access/operation-roles.ts";
import { createGate, type Gate } from "./http/gate.ts";
import { guardHost } from "./http/host-guard.ts";
import { createReadiness, type Readiness } from "./http/readiness.ts";
import { withSafeAnswers } from "./http/safe-answers.ts";
import { withServerPages } from "./http/server-pages.ts";
import { readKeyFile } from "./keys/key-file.ts";
import { createKeyRing, type KeyRing } from "./keys/key-ring.ts";
import { auditEntry } from "./logs/audit-entry.ts";
import type { AuditLog } from "./logs/audit-log.ts";
import { createRedact } from "./logs/redact.ts";
import { describeFault, type ServerLog } from "./logs/server-log.ts";
import { createServerMetrics } from "./logs/server-metrics.ts";
import { createUnwrittenLines, type UnwrittenLines } from "./logs/unwritten-lines.ts";
import type { ServeSettings } from "./serve-settings.ts";
import type { ServedSource } from "./served-source.ts";
import { watchFiles } from "./watch-files.ts";
import { within } from "./within.ts";

export interface RunServerOptions {
  readonly settings: ServeSettings;
  readonly source: ServedSource;
  readonly audit: AuditLog;
  readonly say: ServerLog;
  /** Ends the server when it is aborted. */
  readonly signal: AbortSignal;
}

/** Orchestrators end a process some 30 s after SIGTERM. Changes, long answers, the storage and the last lines get 25 s together. */
const finishTimeoutMs = 15_000;
const closeTimeoutMs = 6_000;
const storageTimeoutMs = 3_000;
/** Connections that the end of the server closed still have to write their lines. */
const linesTimeoutMs = 1_000;
/** How long a start waits to hear that what it is to serve cannot be served at all. */
const firstLookMs = 3_000;

/**
 * Serves until the signal, then finishes what is under way.
 *
 * Rejects with a usage error for files that are not valid, and with the system's when it cannot listen there.
 */
export async function runServer(options: RunServerOptions): Promise<void> {
  const { settings, source, audit, say, signal } = options;
  const keys =
    settings.keyFile === undefined ? undefined : createKeyRing(await readKeyFile(settings.keyFile));
  const tls = settings.tls && (await readTls(settings.tls));
  // What only takes its time is no reason not to listen; `/ready` says when it is there.
  await within(source.probe(), firstLookMs);
  const readiness = createReadiness(source.probe, (text) => say(createRedact(source.secrets)(text)));
  const { handler, gate, lines, ownerOf } = createHandler(options, keys, readiness);
  const { host, port, limits } = settings;
  const server = await listen(handler, {
    host,
    port,
    ...(tls && { tls }),
    ownerOf,
    maxConnections: limits.connections,
    headTimeoutMs: limits["stranger-seconds"] * 1_000,
    unreadTimeoutMs: limits["wait-seconds"] * 1_000,
    closeTimeoutMs,
  });
  const stopReloading = reloadOnChange(options, server, keys);
  say(`Serving ${source.description} at ${server.url}`);
  if (!settings.isLoopback) warnOfNetwork(settings, say);
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }
  say("Finishing the requests under way; a second signal ends at once.");
  readiness.drain();
  stopReloading();
  await gate.close(finishTimeoutMs);
  await server.close();
  await lines.settled(linesTimeoutMs);
  if (!(await within(source.close(), storageTimeoutMs)))
    say("The storage does not answer; ending without it.");
  audit.close();
}

/** From the inside out: the catalog, the pages beside it, the names of this machine, what failures may say. */
function createHandler(
  { settings, source, audit, say }: RunServerOptions,
  keys: KeyRing | undefined,
  readiness: Readiness,
): {
  readonly handler: NamespaceHandler;
  readonly gate: Gate;
  readonly lines: UnwrittenLines;
  readonly ownerOf: Access["ownerOf"] | undefined;
} {
  const redact = createRedact(source.secrets);
  const metrics = createServerMetrics(() => gate.inFlight(), audit.lost);
  const access = keys && keyAccess(keys, () => metrics.countWrongKey());
  const log = (entry: LogEntry): void => {
    audit.write(auditEntry(entry, redact));
    lines.wrote(entry.requestId);
    metrics.observe(entry);
    const fault = describeFault(entry, redact);
    if (fault !== undefined) say(fault);
  };
  const limits = {
    bodyIdleMs: settings.limits["wait-seconds"] * 1_000,
    strangersBodyMs: settings.limits["stranger-seconds"] * 1_000,
    operationMs: (operation: OperationName) =>
      settings.limits[operationRoles[operation] === "read" ? "read-seconds" : "write-seconds"] * 1_000,
  };
  const heldBytes = settings.limits["held-megabytes"] * 2 ** 20;
  const most = settings.limits["row-calls"];
  // Without keys all who come through one proxy are one caller.
  const rowCalls = { most, mostOfCaller: keys ? settings.limits["row-calls-per-caller"] : most };
  const lines = createUnwrittenLines(
    createNamespaceHandler(source.target, { ...access, limits, heldBytes, rowCalls, log }),
  );
  const gate = createGate(lines.handler);
  const mayMonitor = access?.mayMonitor ?? (() => true);
  const checkReady = (): Promise<void> => readiness.check();
  const whole = withServerPages(gate.handler, { checkReady, metrics, mayMonitor });
  // Whoever opens a server without keys to a network was asked whether that is meant.
  const isOpen = keys === undefined && settings.isLoopback;
  const safe = withSafeAnswers(isOpen ? guardHost(whole) : whole, redact);
  return { handler: safe, gate, lines, ownerOf: access?.ownerOf };
}

async function listen(
  handler: NamespaceHandler,
  options: Parameters<typeof serveHandler>[1] & { host: string; port: number },
): Promise<NamespaceServer> {
  try {
    return await serveHandler(handler, options);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code.startsWith("ERR_OSSL"))
      throw usageError("--tls-key and --tls-cert do not fit each other.");
    const hint = error.code === "EADDRINUSE" ? "choose another --port; 0 lets the system choose" : undefined;
    throw usageError(`${options.host} port ${options.port} cannot be listened on (${error.code}).`, hint);
  }
}

/** On SIGHUP, and when a file changed: keys, certificate and databases are read anew, and the audit file begun anew. */
function reloadOnChange(
  { settings, source, audit, say }: RunServerOptions,
  server: NamespaceServer,
  keys: KeyRing | undefined,
): () => void {
  const { keyFile, tls } = settings;
  const renew = (what: string, files: readonly string[], task: () => Promise<void>) => {
    const redact = createRedact(source.secrets);
    const reload = async (): Promise<void> => {
      try {
        await task();
        say(`Read the ${what} again.`);
      } catch (error) {
        // What was valid stays in force.
        const reason = error instanceof Error ? error.message : String(error);
        say(redact(`The ${what} was not taken over: ${reason}`));
      }
    };
    return { reload, stop: watchFiles(files, () => void reload()) };
  };
  const renewals = [
    ...(keys && keyFile !== undefined
      ? [renew("key file", [keyFile], async () => keys.replace(await readKeyFile(keyFile)))]
      : []),
    ...(tls
      ? [renew("certificate", [tls.cert, tls.key], async () => server.renewTls(await readTls(tls)))]
      : []),
    ...(source.files.length > 0 ? [renew("configuration", source.files, source.reload)] : []),
  ];
  const onHangup = (): void => {
    audit.reopen();
    for (const { reload } of renewals) void reload();
  };
  process.on("SIGHUP", onHangup);
  return () => {
    process.off("SIGHUP", onHangup);
    for (const { stop } of renewals) stop();
  };
}

async function readTls({ cert, key }: NonNullable<ServeSettings["tls"]>): Promise<TlsMaterial> {
  const [certText, keyText] = await Promise.all(
    [cert, key].map((file) =>
      readTextFile(file).catch((error: unknown) => {
        if (!isSystemError(error) || isDenied(error)) throw fileError(file, error);
        throw usageError(`${file} of --tls-cert or --tls-key cannot be read (${error.code}).`);
      }),
    ),
  );
  return { cert: certText ?? "", key: keyText ?? "" };
}

function warnOfNetwork({ keyFile, tls }: ServeSettings, say: ServerLog): void {
  if (keyFile === undefined)
    say("Warning: everybody who reaches this address can read and change the catalog.");
  else if (!tls)
    say("Warning: without TLS, keys can be read on their way; let a proxy speak TLS, or give --tls-cert.");
}
