import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isNamespaceError, parseIdentifier, toErrorResponse } from "@lancetree/core";
import { askForVersions, isVersionAction } from "./bridge-versions.ts";
import type { StorageOptionsProvider } from "./renewed-options.ts";
import type { TableNames } from "./table-names.ts";
import type { TableVersions } from "./table-versions.ts";

/** What the bridge returns to LanceDB for one table. */
export interface BridgeResponse {
  location: string;
  storage_options?: Record<string, string> | undefined;
  /** Set if LanceDB is to ask for the table's versions. */
  managed_versioning?: true;
  /** LanceDB treats a table with a version and a schema as written. */
  version?: number;
  schema?: { fields: [] };
}

/** The REST namespace that this process serves to its own LanceDB on 127.0.0.1. */
export interface LoopbackBridge {
  readonly uri: string;
  /** The header that every request must carry. */
  readonly headers: Record<string, string>;
  /**
   * Makes tables resolvable and returns their parent namespace.
   * @param resolve - receives the first name below the parent, as far as it consists of letters, digits, `_` and `-`
   * @param versions - the versions of the one table below the parent, if the catalog keeps them
   */
  register(resolve: ResolveBelow, versions?: FindVersions): string;
  forget(parent: string): void;
  /** Adds a function that resolves tables by their paths. */
  resolveNames(names: TableNames, storageOptions: StorageOptionsProvider): void;
  /** The number of tables that are resolvable now, for all users of the bridge. */
  readonly registered: number;
  /** Releases the bridge; the server closes when its last user releases it. */
  release(): void;
}

const secretHeader = "x-lancetree-secret";
const leaseHeader = "x-lancetree-lease";

type ResolveBelow = (name: string) => Promise<BridgeResponse>;
type FindVersions = () => TableVersions | undefined;
type ResolveName = (id: string, action: "describe" | "declare") => Promise<BridgeResponse>;

interface Registration {
  resolve: ResolveBelow;
  versions: FindVersions;
}

interface SharedServer {
  server: Server;
  secret: string;
  registrations: Map<string, Registration>;
  /** Functions that resolve tables by their paths, by lease. */
  names: Map<string, ResolveName>;
  users: number;
  listening: Promise<number>;
}

let shared: SharedServer | undefined;

/**
 * Acquires the one bridge of this process, and starts it for the first user.
 *
 * It listens on 127.0.0.1 on a port that the system chooses, and responds only to requests with the secret of
 * this process, for tables that are registered at that moment. It never keeps the process alive.
 */
export async function acquireLoopbackBridge(): Promise<LoopbackBridge> {
  shared ??= startServer();
  const held = shared;
  held.users += 1;
  try {
    const port = await held.listening;
    return lease(held, port);
  } catch (error) {
    release(held);
    throw error;
  }
}

function startServer(): SharedServer {
  const secret = randomBytes(32).toString("hex");
  const registrations = new Map<string, Registration>();
  const names = new Map<string, ResolveName>();
  const server = createServer(
    (request, response) => void handleRequest(request, response, { secret, registrations, names }),
  );
  // By default Node closes idle connections after some seconds, possibly at the moment when LanceDB uses one again.
  server.keepAliveTimeout = 0;
  server.on("connection", (socket) => socket.unref());
  const listening = new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string")
        reject(new Error("The loopback bridge has no port."));
      else resolve(address.port);
    });
  });
  server.unref();
  return { server, secret, registrations, names, users: 0, listening };
}

function lease(held: SharedServer, port: number): LoopbackBridge {
  const mine = new Set<string>();
  const id = randomBytes(16).toString("hex");
  let released = false;
  return {
    uri: `http://127.0.0.1:${port}`,
    headers: { [secretHeader]: held.secret, [leaseHeader]: id },
    register(resolve, versions = () => undefined) {
      // LanceDB shows the last component of the id as the table's name, so the random component is its parent.
      const parent = randomBytes(16).toString("hex");
      held.registrations.set(parent, { resolve, versions });
      mine.add(parent);
      return parent;
    },
    forget(parent) {
      held.registrations.delete(parent);
      mine.delete(parent);
    },
    resolveNames(names, storageOptions) {
      held.names.set(id, (path, action) => resolveName(names, storageOptions, path, action));
    },
    get registered() {
      return held.registrations.size;
    },
    release() {
      if (released) return;
      released = true;
      for (const parent of mine) held.registrations.delete(parent);
      held.names.delete(id);
      release(held);
    },
  };
}

function release(held: SharedServer): void {
  held.users -= 1;
  if (held.users > 0) return;
  if (shared === held) shared = undefined;
  held.server.close();
  held.server.closeAllConnections();
}

async function resolveName(
  names: TableNames,
  storageOptions: StorageOptionsProvider,
  id: string,
  action: "describe" | "declare",
): Promise<BridgeResponse> {
  const path = parseIdentifier(id);
  const found = action === "declare" ? undefined : await names.find(path);
  const target = found?.target ?? (await names.declare(path));
  return {
    location: target.location,
    storage_options: { ...(await storageOptions()), ...target.storageOptions },
    ...(found?.isWritten && { version: 1, schema: { fields: [] } }),
  };
}

/** The parent is plain hexadecimal, so it is found without decoding the rest of the id. */
const route =
  /^\/v1\/table\/([0-9a-f]{32})(?:%24|\$)([\w-]*)[^/]*\/(?:describe|declare|version\/(list|describe|create))(?:\?|$)/;
const pathRoute = /^\/v1\/table\/([^/?]+)\/(describe|declare)(?:\?|$)/;

async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { secret, registrations, names }: Pick<SharedServer, "secret" | "registrations" | "names">,
): Promise<void> {
  if (!sameSecret(request.headers[secretHeader], secret)) {
    request.resume();
    return respond(response, 401, { error: "The secret of this process is missing.", code: 16 });
  }
  const target = request.method === "POST" ? (request.url ?? "") : "";
  const [, parent = "", below = "", action] = route.exec(target) ?? [];
  const registration = registrations.get(parent);
  const versions = registration?.versions();
  if (versions && isVersionAction(action)) {
    return respondWith(response, () => askForVersions(versions, action, request));
  }
  request.resume();
  if (!registration) return respondByName(response, target, names.get(String(request.headers[leaseHeader])));
  try {
    respond(response, 200, await registration.resolve(below));
  } catch {
    // The reason can contain credentials; the function that refreshes them reports it.
    respond(response, 503, { error: "The storage options could not be renewed.", code: 17 });
  }
}

async function respondByName(
  response: ServerResponse,
  target: string,
  resolve: ResolveName | undefined,
): Promise<void> {
  const [, id, action] = pathRoute.exec(target) ?? [];
  if (!resolve || id === undefined || (action !== "describe" && action !== "declare")) {
    return respond(response, 404, { error: "No such table here.", code: 4 });
  }
  // LanceDB encodes a space as `+`, as in forms.
  await respondWith(response, () => resolve(decodeURIComponent(id.replaceAll("+", " ")), action));
}

async function respondWith(response: ServerResponse, work: () => Promise<object>): Promise<void> {
  try {
    respond(response, 200, await work());
  } catch (error) {
    respond(response, isNamespaceError(error) ? error.status : 500, toErrorResponse(error));
  }
}

function sameSecret(received: string | string[] | undefined, secret: string): boolean {
  if (typeof received !== "string") return false;
  return timingSafeEqual(digest(received), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
