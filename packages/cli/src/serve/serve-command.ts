import type { Command, CommandContext } from "../command.ts";
import type { AuditLog } from "./logs/audit-log.ts";

/** Serves a catalog until it is told to end. */
export const serveCommand: Command = {
  name: "serve",
  summary: "serve a catalog over the Lance REST protocol",
  description:
    "Serves a folder, or the databases of a federation, to every Lance client. One JSON line for each request goes to stdout, or to --audit-file; everything else to stderr. SIGTERM and Ctrl-C finish what is under way; SIGHUP reads keys, certificate and databases anew and opens the audit file anew.",
  positionals: [],
  options: {
    root: {
      type: "string",
      value: "DIR",
      completes: "folder",
      summary: "serve the catalog in a folder; else LANCETREE_ROOT",
    },
    config: {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "serve the databases of a TOML file, or of a folder of them",
    },
    host: { type: "string", value: "HOST", summary: "the address to listen on (127.0.0.1)" },
    port: {
      type: "string",
      value: "PORT",
      summary: "the port to listen on (2333); 0 lets the system choose",
    },
    "api-key-file": {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: 'let in who has a key; "lancetree keys" makes them',
    },
    "tls-cert": { type: "string", value: "FILE", completes: "file", summary: "the certificate, as PEM" },
    "tls-key": { type: "string", value: "FILE", completes: "file", summary: "its private key, as PEM" },
    "audit-file": {
      type: "string",
      value: "FILE",
      completes: "file",
      summary: "append the line for each request to a file",
    },
    limit: {
      type: "string",
      multiple: true,
      value: "NAME=NUMBER",
      summary: "change a limit of docs/serving.md, such as connections=500",
    },
    "allow-insecure": { type: "boolean", summary: "listen beyond this machine without keys" },
    "allow-modules": {
      type: "boolean",
      summary: "let the configuration name modules, whose code is then run",
    },
  },
  examples: [{ line: "lancetree serve --root catalog --port 0", summary: "serve a folder to this machine" }],
  gracefulShutdown: true,
  async run(context) {
    // Loaded here, so that the help stays fast.
    const [{ readSettings }, { openSource }, { runServer }] = await Promise.all([
      import("./serve-settings.ts"),
      import("./open-source.ts"),
      import("./run-server.ts"),
    ]);
    const settings = await readSettings(context.values, context.environment);
    const say = (text: string): void => context.output.error(text);
    const audit = await openAudit(context, settings.auditFile, say);
    const source = await openSource(settings, context.environment, say);
    await runServer({ settings, source, audit, say, signal: context.signal });
  },
};

async function openAudit(
  { output }: CommandContext,
  path: string | undefined,
  say: (text: string) => void,
): Promise<AuditLog> {
  if (path !== undefined) {
    const { openAuditFile } = await import("./logs/audit-log.ts");
    return openAuditFile(path, say);
  }
  let lost = 0;
  const lose = (): void => {
    if (lost === 0) say("Nobody reads the audit lines on stdout any more; the server goes on without them.");
    lost++;
  };
  return {
    write: (entry) => void output.record(entry).catch(lose),
    reopen: () => undefined,
    lost: () => lost,
    close: () => undefined,
  };
}
