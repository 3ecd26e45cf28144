import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "../access/network.ts";
import { headersOf } from "./to-headers.ts";

/** Tells by the headers of a request who sends it; undefined for a stranger. */
export type OwnerOf = (headers: Headers) => string | undefined;

export interface ConnectionOptions {
  /** Connections at once. */
  readonly most: number;
  /** Without it every caller who sends a whole head is known by its network. */
  readonly ownerOf: OwnerOf | undefined;
  readonly isTls: boolean;
}

/** The connections of a server. */
export interface Connections {
  /** Takes in a new connection, and closes another one where there are too many. */
  add(socket: Socket): void;
  /**
   * Notes a request whose head has arrived, until its answer is complete. Resolves when those before it on its connection are
   * answered; undefined where the connection is closed instead.
   */
  begin(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> | undefined;
  /** Closes the connections without a request. From now on new ones are closed at once. */
  beginClosing(): void;
}

interface Connection {
  readonly name: string;
  readonly socket: Socket;
  /** Who sent its latest request, or the network that it comes from while no caller is known. */
  owner: string;
  isKnown: boolean;
  hadRequest: boolean;
  /** Requests under way. */
  requests: number;
  /** Resolves when the latest request is answered. */
  latest: Promise<void>;
}

/** Requests that a client may send before the first of them is answered; each takes memory. */
const mostPipelined = 64;

/**
 * Keeps to a number of connections at once. Where a new one makes them too many, the server closes the oldest of the owner who has most:
 * of strangers first, then of callers who have no request under way. So strangers never keep out a caller who is known, and no stranger
 * keeps out another one who sends a request at once. Nor does a known caller who has more than half of all: where every connection has a
 * request under way, the server closes the oldest of that caller.
 */
export function createConnections({ most, ownerOf, isTls }: ConnectionOptions): Connections {
  // In the order of their last requests; one without a request, in the order of its beginning.
  const connections = new Map<string, Connection>();
  let isClosing = false;
  const forget = (connection: Connection): void => {
    if (connections.get(connection.name) === connection) connections.delete(connection.name);
  };
  const close = (connection: Connection): void => {
    // At once, so that the next one to be closed is another.
    forget(connection);
    connection.socket.destroy();
  };
  const makeRoom = (newest: Connection): void => {
    if (connections.size <= most) return;
    const others = [...connections.values()].filter((connection) => connection !== newest);
    const stranger = oldestOfMost(others.filter(({ isKnown }) => !isKnown));
    const idle = oldestOfMost(others.filter(({ requests }) => requests === 0));
    close(stranger ?? idle ?? greediest(others) ?? newest);
  };
  const greediest = (others: readonly Connection[]): Connection | undefined => {
    if (ownerOf === undefined) return undefined;
    const oldest = oldestOfMost(others);
    const hasHalf = others.filter(({ owner }) => owner === oldest?.owner).length > most / 2;
    return hasHalf ? oldest : undefined;
  };
  return {
    add(socket) {
      const { remoteAddress } = socket;
      if (isClosing || remoteAddress === undefined) {
        socket.destroy();
        return;
      }
      const connection: Connection = {
        name: nameOf(socket),
        socket,
        owner: networkOf(remoteAddress),
        isKnown: false,
        hadRequest: false,
        requests: 0,
        latest: Promise.resolve(),
      };
      connections.set(connection.name, connection);
      socket.once("close", () => forget(connection));
      makeRoom(connection);
    },
    begin(incoming, outgoing) {
      const connection = connections.get(nameOf(incoming.socket));
      if (connection === undefined) return undefined;
      if (connection.requests >= mostPipelined) {
        close(connection);
        return undefined;
      }
      connection.hadRequest = true;
      connection.requests++;
      const owner = ownerOf ? tryOwner(ownerOf, incoming) : connection.owner;
      if (owner !== undefined) {
        connection.owner = owner;
        connection.isKnown = true;
      }
      const before = connection.latest;
      connection.latest = new Promise((resolve) => {
        outgoing.once("close", () => {
          resolve();
          connection.requests--;
          if (connections.get(connection.name) !== connection) return;
          connections.delete(connection.name);
          connections.set(connection.name, connection);
        });
      });
      return before;
    },
    beginClosing() {
      isClosing = true;
      for (const connection of connections.values()) {
        // Clients open connections for later. Where a request has begun to arrive the server waits for it, which cannot be told
        // through TLS.
        if (!connection.hadRequest && (isTls || connection.socket.bytesRead === 0)) close(connection);
      }
    },
  };
}

/** Through TLS a request has another socket than its connection, between the same two ends. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function tryOwner(ownerOf: OwnerOf, incoming: IncomingMessage): string | undefined {
  try {
    return ownerOf(headersOf(incoming));
  } catch {
    return undefined;
  }
}

function oldestOfMost(connections: readonly Connection[]): Connection | undefined {
  const counts = new Map<string, number>();
  for (const { owner } of connections) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  let most = 0;
  for (const count of counts.values()) most = Math.max(most, count);
  return connections.find(({ owner }) => counts.get(owner) === most);
}
