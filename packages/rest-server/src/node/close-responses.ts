import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The responses of each connection that are not complete. */
const incomplete = new WeakMap<Socket, Set<ServerResponse>>();

/**
 * Closes a response when its connection closes. Node does this only for the response that the connection is sending. The response to a
 * pipelined request, which waits for earlier responses, would otherwise wait forever and keep its request in memory.
 */
export function closeWithConnection({ socket }: IncomingMessage, outgoing: ServerResponse): void {
  if (socket.destroyed) {
    close(outgoing);
    return;
  }
  const responses = incomplete.get(socket) ?? watch(socket);
  responses.add(outgoing);
  outgoing.once("close", () => responses.delete(outgoing));
}

function watch(socket: Socket): Set<ServerResponse> {
  const responses = new Set<ServerResponse>();
  incomplete.set(socket, responses);
  socket.once("close", () => {
    for (const outgoing of responses) close(outgoing);
  });
  return responses;
}

function close(outgoing: ServerResponse): void {
  // Node closes the response that has the connection.
  if (outgoing.socket || outgoing.destroyed) return;
  outgoing.destroy();
  outgoing.emit("close");
}
