import { lookup } from "node:dns/promises";
import type { OptionValue } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { isSet, stringValue } from "../option-values.ts";
import { limitsOf, type ServerLimits } from "./limits.ts";

/** What a server is started with. */
export interface ServeSettings {
  readonly source: { readonly root: string } | { readonly config: string };
  /** The address to listen on, resolved. */
  readonly host: string;
  readonly port: number;
  readonly keyFile: string | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly auditFile: string | undefined;
  readonly allowModules: boolean;
  readonly limits: ServerLimits;
  /** Whether only this machine can reach it. */
  readonly isLoopback: boolean;
}

type Values = Readonly<Record<string, OptionValue | undefined>>;

/** Reads the command line. Rejects with a usage error, also for what would be served to everybody. */
export async function readSettings(
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ServeSettings> {
  const [cert, key] = [stringValue(values, "tls-cert"), stringValue(values, "tls-key")];
  if ((cert === undefined) !== (key === undefined)) throw usageError("--tls-cert and --tls-key go together.");
  const host = await addressOf(stringValue(values, "host") ?? "127.0.0.1");
  const keyFile = stringValue(values, "api-key-file");
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/i.test(host);
  if (!isLoopback && keyFile === undefined && !isSet(values, "allow-insecure")) {
    throw usageError(
      `Without keys, everybody who reaches ${host} could read and change the catalog.`,
      'make keys with "lancetree keys add" and give --api-key-file; or, on a network that you trust, --allow-insecure',
    );
  }
  return {
    source: sourceOf(values, environment),
    host,
    port: portOf(stringValue(values, "port")),
    keyFile,
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
    auditFile: stringValue(values, "audit-file"),
    allowModules: isSet(values, "allow-modules"),
    limits: limitsOf(values),
    isLoopback,
  };
}

function sourceOf(
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
): ServeSettings["source"] {
  const [root, config] = [stringValue(values, "root"), stringValue(values, "config")];
  if (root !== undefined && config !== undefined) {
    throw usageError("--root and --config are two things to serve.", "leave one out");
  }
  if (config !== undefined) return { config };
  const folder = root ?? environment["LANCETREE_ROOT"];
  if (folder) return { root: folder };
  throw usageError("Nothing to serve.", "give --root DIR, or --config FILE for several databases");
}

/** Resolved first, so that what is judged is what is listened on. */
async function addressOf(host: string): Promise<string> {
  if (host === "") throw usageError("--host takes an address such as 127.0.0.1.");
  try {
    return (await lookup(host)).address;
  } catch {
    throw usageError(`--host: there is no address for "${host}".`);
  }
}

function portOf(text = "2333"): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw usageError("--port takes a number from 0 to 65535; 0 lets the system choose.");
}
