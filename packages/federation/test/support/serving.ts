import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { type NamespaceServer, type ServeOptions, serve } from "@lancetree/rest-server/node";
import { withTables } from "@lancetree/tables";
import { onTestFinished } from "vitest";
import { type Federation, type FederationOptions, loadFederation } from "../../src/index.ts";
import { temporaryFolder, writeToml } from "./files.ts";

/** A federation that is served until the test ends. */
export interface Served {
  readonly federation: Federation;
  readonly server: NamespaceServer;
  readonly folder: string;
  readonly file: string;
}

/** Writes a configuration, loads it and serves it on loopback. */
export async function serveToml(
  toml: string | ((folder: string) => string),
  options: FederationOptions = {},
  serving: ServeOptions = {},
): Promise<Served> {
  const folder = await temporaryFolder();
  const file = await writeToml(folder, typeof toml === "string" ? toml : toml(folder));
  const federation = await loadFederation(file, options);
  const server = await serve(federation.choose, { port: 0, ...serving });
  onTestFinished(async () => {
    await server.close();
    await federation.close();
  });
  return { federation, server, folder, file };
}

/** Another server with a separate directory, until the test ends, and the headers that it receives. */
export async function serveAnother(): Promise<{ url: string; received: Headers[] }> {
  const another = new DirectoryNamespace({ root: await temporaryFolder() });
  const tables = withTables(another);
  const received: Headers[] = [];
  const server = await serve(tables, {
    port: 0,
    authenticate({ headers }) {
      received.push(headers);
      return { name: "federation" };
    },
  });
  onTestFinished(async () => {
    await server.close();
    await tables.close();
    await another.close();
  });
  return { url: server.url, received };
}

/** The response to {@link ask}. */
export interface HttpResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends a request as it is, headers included, and reads JSON. */
export async function ask(
  url: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<HttpResult> {
  const response = await fetch(url, {
    headers,
    ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** A database in a folder beside the file. */
export function directory(name: string, more = ""): string {
  return `[federated_dbs.${name}]\nns_impl = "dir"\nroot = "data-${name}"\n${more}\n`;
}
