import { lookup } from "node:dns/promises";
import { type LimitSettings, resolveLimits } from "./limits.ts";
import { ServerOptionError } from "./server-option-error.ts";
import type { LinkOptions, ServerOptions, TlsFiles } from "./server-options.ts";

/** The validated options of where and to whom a server listens. */
export interface ServerSettings {
  /** The address to listen on, resolved. */
  readonly host: string;
  readonly port: number;
  readonly apiKeyFile: string | undefined;
  readonly tls: TlsFiles | undefined;
  readonly limits: LimitSettings;
  readonly links: LinkOptions | undefined;
  /** Whether only this machine can reach it. */
  readonly isLoopback: boolean;
}

type Options = Omit<ServerOptions, "source" | "audit" | "log">;

/** Validates options. Rejects with ServerOptionError, also for a server that would be open to a network by accident. */
export async function resolveSettings(options: Options): Promise<ServerSettings> {
  const { host: name = "127.0.0.1", port = 2333, apiKeyFile, allowInsecure = false, tls, links } = options;
  const host = await addressOf(name);
  const isLoopback = /^(127\.|::1$|::ffff:127\.)/i.test(host);
  if (!isLoopback && apiKeyFile === undefined && !allowInsecure) {
    throw new ServerOptionError(
      "allowInsecure",
      `Without keys, every client that reaches ${host} could read and change the catalog.`,
    );
  }
  if (
    links &&
    (!isLoopback || apiKeyFile !== undefined || tls !== undefined || options.pages !== undefined)
  ) {
    throw new ServerOptionError(
      "links",
      "A server with links must listen on loopback, and cannot have keys, TLS or other pages.",
    );
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new ServerOptionError("port", "The port must be an integer from 0 to 65535.");
  }
  return { host, port, apiKeyFile, tls, limits: resolveLimits(options.limits), links, isLoopback };
}

/** Resolved first, so that the address that is checked is the one that is listened on. */
async function addressOf(host: string): Promise<string> {
  if (host === "") throw new ServerOptionError("host", "The host must be an address such as 127.0.0.1.");
  try {
    return (await lookup(host)).address;
  } catch {
    throw new ServerOptionError("host", `No address was found for the host "${host}".`);
  }
}
