import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "../access/network.ts";
import { toHeaders } from "./to-headers.ts";

/** Identifies the caller by the headers of a request; undefined for an unknown caller. */
export type OwnerOf = (headers: Headers) => string | undefined;

export interface ConnectionOptions {
  /** Connections at the same time. */
  readonly max: number;
  /** When undefined, every client that has sent a complete head is a known caller, identified by its network. */
  readonly ownerOf: OwnerOf | undefined;
  readonly isTls: boolean;
}

/** The connections of a server. */
export interface Connections {
  /** Adds a new connection, and closes another one when there are too many. */
  add(socket: Socket): void;
  /**
   * Adds a request whose head has arrived, until its response is complete. Resolves when the earlier requests of its connection have their
   * responses; undefined when the connection is closed instead.
   */
  begin(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> | undefined;
  /** Closes the connections without a request. From now on, new connections are closed immediately. */
  beginClosing(): void;
}

interface Connection {
  readonly key: string;
  readonly socket: Socket;
  /** The caller of its latest request, or its network as long as no caller is known. */
  owner: string;
  isKnown: boolean;
  hadRequest: boolean;
  /** Requests in progress. */
  requests: number;
  /** Resolves when the latest request has its response. */
  latest: Promise<void>;
}

/** Requests that a client may send before it receives the first response; each uses memory. */
const maxPipelined = 64;

/**
 * Limits the number of connections. When a new connection exceeds the limit, the server closes the oldest connection of the owner with the
 * most connections: first among unknown callers, then among connections without a request in progress. So unknown callers cannot keep out a
 * known one, and an unknown client that sends its request immediately gets a response. If every connection has a request in progress, the
 * server closes the oldest connection of a known caller that has more than half of all connections, or else the new connection.
 */
export function createConnections({ max, ownerOf, isTls }: ConnectionOptions): Connections {
  // Ordered by the end of their latest request; a connection without a request by its start.
  const connections = new Map<string, Connection>();
  let isClosing = false;
  const forget = (connection: Connection): void => {
    if (connections.get(connection.key) === connection) connections.delete(connection.key);
  };
  const close = (connection: Connection): void => {
    // Removed before its close event, so that the next call closes another one.
    forget(connection);
    connection.socket.destroy();
  };
  const makeRoom = (newest: Connection): void => {
    if (connections.size <= max) return;
    const others = [...connections.values()].filter((connection) => connection !== newest);
    const unknown = oldestOfLargestOwner(others.filter(({ isKnown }) => !isKnown));
    const idle = oldestOfLargestOwner(others.filter(({ requests }) => requests === 0));
    close(unknown ?? idle ?? oldestOfMajority(others) ?? newest);
  };
  const oldestOfMajority = (others: readonly Connection[]): Connection | undefined => {
    if (ownerOf === undefined) return undefined;
    const oldest = oldestOfLargestOwner(others);
    const hasMajority = others.filter(({ owner }) => owner === oldest?.owner).length > max / 2;
    return hasMajority ? oldest : undefined;
  };
  return {
    add(socket) {
      const { remoteAddress } = socket;
      if (isClosing || remoteAddress === undefined) {
        socket.destroy();
        return;
      }
      const connection: Connection = {
        key: connectionKey(socket),
        socket,
        owner: networkOf(remoteAddress),
        isKnown: false,
        hadRequest: false,
        requests: 0,
        latest: Promise.resolve(),
      };
      connections.set(connection.key, connection);
      socket.once("close", () => forget(connection));
      makeRoom(connection);
    },
    begin(incoming, outgoing) {
      const connection = connections.get(connectionKey(incoming.socket));
      if (connection === undefined) return undefined;
      if (connection.requests >= maxPipelined) {
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
      const previous = connection.latest;
      connection.latest = new Promise((resolve) => {
        outgoing.once("close", () => {
          resolve();
          connection.requests--;
          if (connections.get(connection.key) !== connection) return;
          connections.delete(connection.key);
          connections.set(connection.key, connection);
        });
      });
      return previous;
    },
    beginClosing() {
      isClosing = true;
      for (const connection of connections.values()) {
        // Clients open spare connections. The server waits for a request that has begun to arrive, which it cannot see through TLS.
        if (!connection.hadRequest && (isTls || connection.socket.bytesRead === 0)) close(connection);
      }
    },
  };
}

/** With TLS, a request has a different socket than its connection, but the same peer. */
function connectionKey({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function tryOwner(ownerOf: OwnerOf, incoming: IncomingMessage): string | undefined {
  try {
    return ownerOf(toHeaders(incoming));
  } catch {
    return undefined;
  }
}

function oldestOfLargestOwner(connections: readonly Connection[]): Connection | undefined {
  const counts = new Map<string, number>();
  for (const { owner } of connections) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  let max = 0;
  for (const count of counts.values()) max = Math.max(max, count);
  return connections.find(({ owner }) => counts.get(owner) === max);
}
