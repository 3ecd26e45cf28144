import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "@lancetree/rest-server";
import type { AuditEntry } from "./logs/audit-entry.ts";

/**
 * What a server serves: the catalog of one root, one in PostgreSQL, the databases of a federation, or a namespace that
 * the program has opened.
 */
export type ServerSource =
  | DirectorySourceOptions
  | PostgresSourceOptions
  | FederationSourceOptions
  | NamespaceSourceOptions;

/** The catalog of one root. */
export interface DirectorySourceOptions {
  /** A directory, or the URI of a prefix in a bucket. */
  readonly root: string;
}

/** A catalog in a PostgreSQL database; see `@lancetree/postgres-namespace`. */
export interface PostgresSourceOptions {
  /** `postgres://user@host/database`, for which `pg` must be installed, or `pglite:./folder`. */
  readonly postgres: string;
  /** Where new tables are written: a directory, or the URI of a prefix in a bucket. */
  readonly root: string;
  /** The name of the catalog among those in the database, default `default`. */
  readonly catalog?: string | undefined;
  /** Seconds for which what is dropped or overwritten is kept, so that it can be undropped. Default 0. */
  readonly retainSeconds?: number | undefined;
  /** Whether the catalog keeps the versions of the tables that are created with it, below a root on a local disk. Default false. */
  readonly tableVersionTrackingEnabled?: boolean | undefined;
}

/** The databases of configuration files; see `@lancetree/federation`. */
export interface FederationSourceOptions {
  /** A TOML file, or a folder of TOML files. */
  readonly config: string;
  /** Whether the configuration may name modules, whose code the server then runs; default false. */
  readonly allowModules?: boolean | undefined;
  /** The variables that the configuration may refer to, default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Any namespace, or a function that chooses one by the headers of each request. The server does not close it; the
 * program should, after the server.
 */
export interface NamespaceSourceOptions {
  readonly namespace: Namespace | ChooseNamespace;
}

/** The files of the certificate and its key. Both are PEM. The server reads them again when they change. */
export interface TlsFiles {
  /** The file with the certificate, followed by its intermediate certificates. */
  readonly certFile: string;
  /** The file with its private key. */
  readonly keyFile: string;
}

/** Limits for all callers together and for each caller. `docs/serving.md` says what happens at each limit. */
export interface ServerLimits {
  /**
   * Maximum number of connections at the same time, default 2,000. For each one beyond it, the server closes an
   * anonymous or an idle one.
   */
  readonly connections?: number | undefined;
  /**
   * Maximum time in milliseconds for the head of a request and, for a caller without a valid key, for its body; default
   * 10,000. After that the response is 408. The same limit applies to a TLS handshake.
   */
  readonly anonymousMs?: number | undefined;
  /**
   * Milliseconds for which the server waits for the next bytes of a body, and for a client to read more of a response; default
   * 60,000.
   */
  readonly waitMs?: number | undefined;
  /**
   * Maximum number of transfers (queries, inserts, merges, creations of tables) at the same time, default 16. Further
   * ones wait for at most 15 s.
   */
  readonly transfers?: number | undefined;
  /** Maximum number of transfers of one key at the same time, default 8. A server without keys has no such limit. */
  readonly transfersPerCaller?: number | undefined;
  /** Maximum number of bytes of request bodies in memory, default 2 GiB. One caller may use half of it. */
  readonly bodyMemoryBytes?: number | undefined;
  /** Maximum time in milliseconds for an operation that reads, default 600,000. */
  readonly readMs?: number | undefined;
  /** Maximum time in milliseconds for an operation that changes something, default 600,000. */
  readonly writeMs?: number | undefined;
}

/** A function that stores one audit entry. If it throws or rejects, the server counts the entry as lost. */
export type WriteAuditEntry = (entry: AuditEntry) => void | Promise<void>;

/**
 * Serves pages beside the catalog, such as `explorerHandler` of `@lancetree/explorer`: resolves with undefined for a request that is
 * not for a page. The server calls it for every caller, before it checks keys, and reads only these parts of a request. Such requests
 * have no line in the audit log.
 */
export type ServePages = (
  request: Pick<Request, "method" | "url" | "headers">,
) => Promise<Response | undefined>;

/** Access by links instead of keys, for one person who uses a browser on the server's machine. */
export interface LinkOptions {
  /** Serves the page that a link opens, below this path. */
  readonly page: (basePath: string) => ServePages;
  /**
   * Receives a link when the server listens, and another one when that was used: each link is valid once. The page sends its token as
   * `Authorization: Bearer …` by POST to `lancetree/v1/session` beside the page's folder, and gets a cookie for this server alone.
   */
  readonly onLink: (link: string) => void;
}

/** Options of `startServer`. */
export interface ServerOptions {
  readonly source: ServerSource;
  /** The address to listen on, default `127.0.0.1`, or a name that resolves to it. */
  readonly host?: string | undefined;
  /** The port to listen on, default 2333; 0 lets the system choose a free one. */
  readonly port?: number | undefined;
  /**
   * The file of the API keys, as `@lancetree/server/keys` writes it. The server reads it again when it changes. Without
   * it, every client may do everything, and the server listens on loopback addresses only.
   */
  readonly apiKeyFile?: string | undefined;
  /** Whether a server without keys may listen on an address that other machines can reach; default false. */
  readonly allowInsecure?: boolean | undefined;
  /** Serves HTTPS with TLS 1.2 or later; HTTP when absent. */
  readonly tls?: TlsFiles | undefined;
  /**
   * The destination of the audit log: a file, to which the server appends one line of JSON for each request, or a
   * function. The server creates the file with mode 0600, and `reload` reopens it. No audit log when absent.
   */
  readonly audit?: { readonly file: string } | WriteAuditEntry | undefined;
  readonly limits?: ServerLimits | undefined;
  /** Pages beside the catalog; none by default. */
  readonly pages?: ServePages | undefined;
  /**
   * Accepts only browsers that opened a link; they may do everything. The server then listens on loopback without TLS, and cannot have keys
   * or other pages.
   */
  readonly links?: LinkOptions | undefined;
  /**
   * Receives messages for the operator, one line each and without secrets: the start of the server, warnings, reloads,
   * and failures with their request ids. Default: messages are discarded.
   */
  readonly log?: ((message: string) => void) | undefined;
}
