import type { IncomingMessage, ServerResponse } from "node:http";
import { InvalidInputError, isNamespaceError } from "@lancetree/core";
import type { Caller } from "../access/authentication.ts";
import type { NamespaceHandler } from "../handler.ts";
import { writeError } from "../response/error.ts";
import { closeWithConnection } from "./close-responses.ts";
import { drain } from "./drain.ts";
import { toRequest } from "./to-request.ts";
import { writeResponse } from "./write-response.ts";

/** What a server of Node's needs to answer with a handler. */
export interface Listener {
  readonly listen: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /** From now on every answer is the last of its connection. */
  readonly beginClosing: () => void;
}

/**
 * A handler as what `createServer` of Node and `app.use` of Express take.
 *
 * ```ts
 * app.use("/catalog", nodeListener(createNamespaceHandler(namespace)));
 * ```
 */
export function nodeListener(handler: NamespaceHandler): Listener["listen"] {
  return createListener(handler, { unreadTimeoutMs: 60_000, begin: async () => undefined }).listen;
}

export interface ListenerOptions {
  /** Milliseconds for which a client may take nothing of its answer. */
  readonly unreadTimeoutMs: number;
  /** Told of every request. Resolves when it is its turn; undefined where it is not to be answered. */
  readonly begin: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> | undefined;
}

/** Turns a handler into a listener. */
export function createListener(
  handler: NamespaceHandler,
  { unreadTimeoutMs, begin }: ListenerOptions,
): Listener {
  let isClosing = false;
  return {
    listen(incoming, outgoing) {
      const context = { isClosing: () => isClosing, unreadTimeoutMs };
      const turn = begin(incoming, outgoing);
      closeWithConnection(incoming, outgoing);
      turn
        ?.then(() => (outgoing.destroyed ? undefined : answer(handler, incoming, outgoing, context)))
        .catch(() => incoming.destroy());
    },
    beginClosing() {
      isClosing = true;
    },
  };
}

async function answer(
  handler: NamespaceHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { isClosing, unreadTimeoutMs }: { isClosing: () => boolean; unreadTimeoutMs: number },
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort(new Error("The client went away."));
  });
  // Without a listener an error of the connection would end the process.
  incoming.on("error", () => undefined);
  // Asked for now: a connection that is closed no longer knows.
  const response = await respond(handler, incoming, gone.signal, { address: incoming.socket.remoteAddress });
  if (isClosing()) outgoing.setHeader("connection", "close");
  await writeResponse(response, outgoing, unreadTimeoutMs);
  await drain(incoming);
}

async function respond(
  handler: NamespaceHandler,
  incoming: IncomingMessage,
  signal: AbortSignal,
  caller: Caller,
): Promise<Response> {
  let request: Request;
  try {
    request = toRequest(incoming, signal);
  } catch (error) {
    const failure = isNamespaceError(error) ? error : new InvalidInputError("The request is no valid HTTP.");
    return writeError(failure, "namespace").response;
  }
  return handler(request, caller);
}
