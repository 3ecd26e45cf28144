import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection that a test uses below HTTP. */
export interface Raw extends Disposable {
  readonly socket: Socket;
  /** All that came so far. */
  readonly text: () => string;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<void>;
}

/** Opens a connection to a server. It reads what comes unless the socket is paused. */
export async function openRaw(url: string): Promise<Raw> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });
  await Promise.race([once(socket, "connect"), closed]);
  return { socket, text: () => text, closed, [Symbol.dispose]: () => void socket.destroy() };
}

/** Sends a text, and after it a byte, or another chunk, at a time for as long as the connection is open. */
export function drip(
  { socket, closed }: Raw,
  head: string | Uint8Array,
  milliseconds = 50,
  chunk = "x",
): void {
  socket.write(head);
  const timer = setInterval(() => socket.write(chunk), milliseconds);
  void closed.then(() => clearInterval(timer));
}
