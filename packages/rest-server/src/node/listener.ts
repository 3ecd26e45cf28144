import type { IncomingMessage, ServerResponse } from "node:http";
import { InvalidInputError, isNamespaceError } from "@lancetree/core";
import type { Caller } from "../access/authentication.ts";
import { isOwnHandler, type NamespaceHandler } from "../handler.ts";
import { errorResponse } from "../response/error.ts";
import { toFetchResponse } from "../response/written-response.ts";
import { clientDisconnected } from "./client-disconnected.ts";
import { closeWithConnection } from "./close-responses.ts";
import { DisconnectSignal } from "./disconnect-signal.ts";
import { drain } from "./drain.ts";
import { toRequest, toRequestParts } from "./to-request.ts";
import { writeResponse } from "./write-response.ts";

/** Connects a handler to a server of Node. */
export interface Listener {
  readonly listen: (incoming: IncomingMessage, outgoing: ServerResponse) => void;
  /** From now on, every response closes its connection. */
  readonly beginClosing: () => void;
}

/**
 * Turns a handler into a listener for Node's `createServer` and Express's `app.use`.
 *
 * ```ts
 * app.use("/catalog", nodeListener(createNamespaceHandler(namespace)));
 * ```
 */
export function nodeListener(handler: NamespaceHandler): Listener["listen"] {
  const begin = async (): Promise<void> => undefined;
  return createListener(handler, { unreadTimeoutMs: 60_000, begin, readsPartsOnly: isOwnHandler(handler) })
    .listen;
}

export interface ListenerOptions {
  /** Milliseconds for which a client may read nothing of its response. */
  readonly unreadTimeoutMs: number;
  /** Whether the handler reads only the parts of a request that the namespace handler reads. */
  readonly readsPartsOnly: boolean;
  /** Called for every request. Resolves when the listener may handle the request; undefined when it must not. */
  readonly begin: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void> | undefined;
}

/** Turns a handler into a listener. */
export function createListener(
  handler: NamespaceHandler,
  { unreadTimeoutMs, readsPartsOnly, begin }: ListenerOptions,
): Listener {
  let isClosing = false;
  return {
    listen(incoming, outgoing) {
      const context = { isClosing: () => isClosing, unreadTimeoutMs, readsPartsOnly };
      const earlier = begin(incoming, outgoing);
      if (earlier === undefined) {
        // Node would otherwise create an error for each request of the closed connection.
        incoming.destroy();
        return;
      }
      closeWithConnection(incoming, outgoing);
      earlier
        .then(() => (outgoing.destroyed ? undefined : exchange(handler, incoming, outgoing, context)))
        .catch(() => incoming.destroy());
    },
    beginClosing() {
      isClosing = true;
    },
  };
}

interface ExchangeContext extends Pick<ListenerOptions, "unreadTimeoutMs" | "readsPartsOnly"> {
  readonly isClosing: () => boolean;
}

/** Handles one request and sends its response. */
async function exchange(
  handler: NamespaceHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { isClosing, unreadTimeoutMs, readsPartsOnly }: ExchangeContext,
): Promise<void> {
  const disconnected = readsPartsOnly ? new DisconnectSignal() : new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) disconnected.abort(clientDisconnected());
  });
  // Without a listener, an error of the connection would end the process.
  incoming.on("error", () => undefined);
  // Read now, because a closed connection no longer has an address.
  const caller = { address: incoming.socket.remoteAddress };
  const response = await respond(handler, incoming, disconnected, caller);
  if (isClosing()) outgoing.setHeader("connection", "close");
  await writeResponse(response, outgoing, unreadTimeoutMs);
  await drain(incoming);
}

async function respond(
  handler: NamespaceHandler,
  incoming: IncomingMessage,
  disconnected: DisconnectSignal | AbortController,
  caller: Caller,
): Promise<Response> {
  let request: Request;
  try {
    request =
      disconnected instanceof DisconnectSignal
        ? (toRequestParts(incoming, disconnected) as Request)
        : toRequest(incoming, disconnected.signal);
  } catch (error) {
    const failure = isNamespaceError(error) ? error : new InvalidInputError("The request is not valid HTTP.");
    return toFetchResponse(errorResponse(failure, "namespace").response);
  }
  return handler(request, caller);
}
