import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "@lancetree/rest-server";
import type { AuditEntry } from "./logs/audit-entry.ts";

/** What a server serves: a directory, the databases of a federation, or a namespace that the program has opened. */
export type ServerSource = DirectorySourceOptions | FederationSourceOptions | NamespaceSourceOptions;

/** The catalog of one root. */
export interface DirectorySourceOptions {
  /** A directory, or the URI of a prefix in a bucket. */
  readonly root: string;
}

/** The databases of configuration files; see `@lancetree/federation`. */
export interface FederationSourceOptions {
  /** A TOML file, or a folder of TOML files. */
  readonly config: string;
  /** Whether the configuration may name modules, whose code is then run; default false. */
  readonly allowModules?: boolean | undefined;
  /** The variables that the configuration may refer to, default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Any namespace, or a function that chooses one by the headers of each request. The program closes it after the server. */
export interface NamespaceSourceOptions {
  readonly namespace: Namespace | ChooseNamespace;
}

/** Where the certificate is. Both files are PEM, and are read again when they change. */
export interface TlsFiles {
  /** The file with the certificate, followed by its intermediate certificates. */
  readonly certFile: string;
  /** The file of its private key. */
  readonly keyFile: string;
}

/** Limits for all callers together and for each caller. `docs/serving.md` says what a caller meets at each limit. */
export interface ServerLimits {
  /** Connections at once, default 2,000. Where there are more, the server closes an anonymous or an idle one. */
  readonly connections?: number | undefined;
  /**
   * Milliseconds that the head of a request may take and, of a caller without a valid key, the body; default 10,000. Longer is 408. A
   * TLS handshake may take as long.
   */
  readonly anonymousMs?: number | undefined;
  /**
   * Milliseconds for which the server waits for the next bytes of a body, and for a client to read more of a response; default
   * 60,000.
   */
  readonly waitMs?: number | undefined;
  /** Transfers of rows at once (queries, inserts, merges, creations of tables), default 16. Further ones wait, for 15 s at most. */
  readonly transfers?: number | undefined;
  /** Transfers of one key at once, default 8. Without keys there is no such limit. */
  readonly transfersPerCaller?: number | undefined;
  /** Bytes of request bodies in memory, default 2 GiB; of one caller half of it. */
  readonly bodyMemoryBytes?: number | undefined;
  /** Milliseconds for an operation that reads, default 600,000. */
  readonly readMs?: number | undefined;
  /** Milliseconds for an operation that changes something, default 600,000. */
  readonly writeMs?: number | undefined;
}

/** A function that stores one audit entry. An entry for which it throws or rejects counts as lost. */
export type WriteAuditEntry = (entry: AuditEntry) => void | Promise<void>;

/** How a server is started. */
export interface ServerOptions {
  readonly source: ServerSource;
  /** The address to listen on, default `127.0.0.1`, or a name that resolves to it. */
  readonly host?: string | undefined;
  /** The port to listen on, default 2333; 0 lets the system choose a free one. */
  readonly port?: number | undefined;
  /**
   * The file of the API keys, as `@lancetree/server/keys` writes it. It is read again when it changes. Without it every
   * client may do everything, and the server listens on loopback addresses only.
   */
  readonly apiKeyFile?: string | undefined;
  /** Whether a server without keys may listen on an address that other machines reach; default false. */
  readonly allowInsecure?: boolean | undefined;
  /** Makes the server speak HTTPS, with TLS 1.2 or later; HTTP when absent. */
  readonly tls?: TlsFiles | undefined;
  /**
   * Where the entry for each request goes: to a file, one line of JSON for each entry, or to a function. The file is created with mode
   * 0600, and `reload` opens it again. No audit log when absent.
   */
  readonly audit?: { readonly file: string } | WriteAuditEntry | undefined;
  readonly limits?: ServerLimits | undefined;
  /**
   * Receives messages for the operator, one line each and without secrets: that the server listens, warnings, reloads, and failures with
   * their request ids. Default: they are discarded.
   */
  readonly log?: ((message: string) => void) | undefined;
}
