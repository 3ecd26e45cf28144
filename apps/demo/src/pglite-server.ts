import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { PGlite } from "@electric-sql/pglite";

/** A PGlite that other processes reach as a PostgreSQL server, on loopback. */
export interface PgliteServer {
  /** The URL of its database. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a PGlite to several clients. It is one session, so that a client has it alone from its first message to its `Sync`,
 * and for all of a transaction.
 */
export async function servePglite(pglite: PGlite): Promise<PgliteServer> {
  const lock = newLock();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    // A client that was killed; its loop ends with an error as well.
    socket.on("error", () => undefined);
    serveClient(socket, pglite, lock).catch(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

type Release = () => void;

/** A function that waits until every earlier caller has released the lock. */
function newLock(): () => Promise<Release> {
  let last = Promise.resolve();
  return async () => {
    const { promise, end } = deferred();
    const earlier = last;
    last = promise;
    await earlier;
    return end;
  };
}

function deferred(): { promise: Promise<void>; end: Release } {
  let end: Release = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

async function serveClient(socket: Socket, pglite: PGlite, lock: () => Promise<Release>): Promise<void> {
  let release: Release | undefined;
  try {
    for await (const message of messagesOf(socket)) {
      release ??= await lock();
      const reply = await pglite.execProtocolRaw(message);
      if (reply.length > 0) socket.write(reply);
      if (isIdle(reply)) {
        release();
        release = undefined;
      }
    }
  } finally {
    if (release !== undefined) {
      await pglite.exec("rollback");
      release();
    }
    socket.destroy();
  }
}

/** Codes of the first message of a client, which has no type: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const startup = { sslRequest: 80877103, gssRequest: 80877104, cancelRequest: 80877102 };

/** Every message of a client for the database. Requests for encryption are refused, as the protocol allows. */
async function* messagesOf(socket: Socket): AsyncGenerator<Uint8Array> {
  let received = Buffer.alloc(0);
  let hasStarted = false;
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    for (;;) {
      const typeBytes = hasStarted ? 1 : 0;
      if (received.length < typeBytes + 4) break;
      const length = typeBytes + received.readInt32BE(typeBytes);
      if (received.length < length) break;
      const message = received.subarray(0, length);
      received = received.subarray(length);
      if (hasStarted) {
        if (message[0] === "X".charCodeAt(0)) return;
        yield message;
        continue;
      }
      const code = message.readInt32BE(4);
      if (code === startup.cancelRequest) return;
      if (code === startup.sslRequest || code === startup.gssRequest) socket.write("N");
      else {
        hasStarted = true;
        yield message;
      }
    }
  }
}

/** Whether a reply ends with `ReadyForQuery` outside of a transaction. */
function isIdle(reply: Uint8Array): boolean {
  return Buffer.from(reply.subarray(-6)).toString("latin1") === "Z\0\0\0\u0005I";
}
