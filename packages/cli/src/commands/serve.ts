import type { ServerOption, ServerOptions, ServerSource } from "@lancetree/server";
import { retainOption } from "../catalog/catalog-options.ts";
import type { Command, CommandContext } from "../command.ts";
import { asUsageError } from "../errors/as-usage-error.ts";
import { usageError } from "../errors/cli-error.ts";
import { isSet, portValue, retainSeconds, stringValue } from "../option-values.ts";
import { serverLimits } from "../server-limits.ts";
import { untilAborted } from "../until-aborted.ts";

/** Serves a catalog until it receives SIGINT or SIGTERM. */
export const serveCommand: Command = {
  name: "serve",
  summary: "serve a catalog over the Lance REST protocol",
  description:
    "Serves the catalog in a folder, or several catalogs that TOML files define (a federation of databases), to every Lance client, and under /ui/ the explorer, a page that shows the catalog in a browser. Writes one line of JSON for each request to stdout or to --audit-file, and everything else to stderr. After SIGTERM or Ctrl-C the server finishes running requests and exits with 0; a second Ctrl-C ends it at once. After SIGHUP it reads the keys, the certificate and the configuration again and reopens the audit file.",
  positionals: [],
  options: {
    root: {
      type: "string",
      value: "DIR",
      completes: "folder",
      summary: "serve the catalog in a folder; default LANCETREE_ROOT",
    },
    postgres: {
      type: "string",
      value: "URL",
      summary: "serve a catalog in PostgreSQL, postgres://… or pglite:DIR, with its tables below --root",
    },
    ...retainOption,
    "track-versions": {
      type: "boolean",
      summary:
        "for --postgres: keep the versions of new tables in the database; --root must be on a local disk",
    },
    config: {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "serve the databases that a TOML file, or a folder of TOML files, defines",
    },
    host: { type: "string", value: "HOST", summary: "the address to listen on; default 127.0.0.1" },
    port: {
      type: "string",
      value: "PORT",
      summary: "the port to listen on; default 2333; 0 lets the system choose",
    },
    "api-key-file": {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: 'accept only the keys of this file; "lancetree keys" creates them',
    },
    "tls-cert": { type: "string", value: "FILE", completes: "file", summary: "the certificate, a PEM file" },
    "tls-key": { type: "string", value: "FILE", completes: "file", summary: "its private key, a PEM file" },
    "audit-file": {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "append the line for each request to this file",
    },
    limit: {
      type: "string",
      multiple: true,
      value: "NAME=NUMBER",
      summary: "change a limit of docs/serving.md, such as connections=500",
    },
    "no-ui": { type: "boolean", summary: "do not serve the explorer, which is under /ui/ otherwise" },
    "allow-insecure": {
      type: "boolean",
      summary: "let a server without keys listen on an address that other machines reach",
    },
    "allow-modules": {
      type: "boolean",
      summary: "let the configuration name modules, whose code the server then runs",
    },
  },
  examples: [{ line: "lancetree serve --root catalog --port 0", summary: "serve a folder to this machine" }],
  gracefulShutdown: true,
  async run(context) {
    const options = await serverOptions(context);
    // Loaded here, so that the help stays fast.
    const { isServerOptionError, startServer } = await import("@lancetree/server");
    const starting = startServer(options);
    // From before the server listens until the process ends: without a handler the signal would end it, with requests under way.
    const onHangup = (): void => void starting.then((running) => running.reload()).catch(() => undefined);
    process.on("SIGHUP", onHangup);
    const server = await starting.catch((error: unknown) => {
      throw isServerOptionError(error) ? asUsageError(error, { hint: hints[error.option] }) : error;
    });
    if (options.pages) context.output.error(`The explorer is at ${server.url}/ui/`);
    await untilAborted(context.signal);
    context.output.error("Finishing the requests under way; Ctrl-C now ends the server at once.");
    await server.close();
  },
};

/** What to do about an invalid option of the server, in terms of the command line. */
const hints: Readonly<Partial<Record<ServerOption, string>>> = {
  host: "pass an address with --host",
  port: "choose another --port; 0 lets the system choose",
  allowInsecure:
    'create keys with "lancetree keys add" and pass --api-key-file; or, on a network that you trust, --allow-insecure',
  apiKeyFile: '"lancetree keys add NAME --role read --api-key-file FILE" creates a key file',
  tls: "check --tls-cert and --tls-key",
  audit: "check --audit-file",
};

async function serverOptions(context: CommandContext): Promise<ServerOptions> {
  const { values, output } = context;
  const [cert, key] = [stringValue(values, "tls-cert"), stringValue(values, "tls-key")];
  if ((cert === undefined) !== (key === undefined))
    throw usageError("--tls-cert and --tls-key must be used together.");
  const auditFile = stringValue(values, "audit-file");
  return {
    source: sourceOf(context),
    host: stringValue(values, "host"),
    port: portValue(values, 2333),
    apiKeyFile: stringValue(values, "api-key-file"),
    allowInsecure: isSet(values, "allow-insecure"),
    tls: cert === undefined || key === undefined ? undefined : { certFile: cert, keyFile: key },
    audit: auditFile === undefined ? (entry) => output.record(entry) : { file: auditFile },
    limits: serverLimits(values),
    pages: isSet(values, "no-ui") ? undefined : (await import("@lancetree/explorer")).explorerHandler(),
    log: (message) => output.error(message),
  };
}

function sourceOf(context: CommandContext): ServerSource {
  const { values, environment } = context;
  const source = chosenSource(context);
  if ("postgres" in source) {
    const tableVersionTrackingEnabled = isSet(values, "track-versions");
    return { ...source, retainSeconds: retainSeconds(values, environment), tableVersionTrackingEnabled };
  }
  for (const option of ["retain", "track-versions"]) {
    if (values[option] !== undefined)
      throw usageError(`--${option} can be used only with --postgres.`, "remove it");
  }
  return source;
}

function chosenSource({ values, environment }: CommandContext): ServerSource {
  const [config, postgres] = [stringValue(values, "config"), stringValue(values, "postgres")];
  const root = stringValue(values, "root");
  if (root !== undefined && config !== undefined) {
    throw usageError("--root and --config cannot be combined.", "remove one of them");
  }
  if (config !== undefined && postgres !== undefined)
    throw usageError("--postgres and --config cannot be combined.", "remove one of them");
  if (config !== undefined) return { config, allowModules: isSet(values, "allow-modules"), environment };
  if (root === undefined && postgres === undefined)
    return inFolder(environment["LANCETREE_ROOT"], environment["LANCETREE_POSTGRES"] || undefined);
  return inFolder(root, postgres);
}

/** As in the other commands, a folder and a database belong together: both from the options, or both from the environment. */
function inFolder(root: string | undefined, postgres: string | undefined): ServerSource {
  if (root) return postgres === undefined ? { root } : { postgres, root };
  if (postgres !== undefined)
    throw usageError("A catalog in PostgreSQL needs a root for its tables.", "pass --root DIR as well");
  throw usageError("Nothing to serve.", "pass --root DIR, or --config FILE for several databases");
}
