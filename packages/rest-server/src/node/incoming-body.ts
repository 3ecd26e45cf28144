import type { IncomingMessage } from "node:http";
import type { BodyReader, ReadResult, RequestBody } from "../request/received-request.ts";
import { clientDisconnected } from "./client-disconnected.ts";

interface Waiting {
  resolve(result: ReadResult): void;
  reject(error: Error): void;
}

/**
 * The body of a request, read from Node's request without a web stream between. It reads no faster than its reader asks, and leaves the
 * connection open when the reader cancels, because the response still has to be sent. All bytes that have arrived are one chunk: a client
 * may send each byte as a chunk of its own, and an object for each would use a hundred times the memory of the byte.
 */
export class IncomingBody implements RequestBody {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  getReader(): BodyReader {
    const incoming = this.#incoming;
    let isDone = false;
    let failure = incoming.destroyed ? clientDisconnected() : undefined;
    let waiting: Waiting | undefined;
    let isScheduled = false;
    const settle = (): void => {
      const reader = waiting;
      if (reader === undefined) return;
      const chunk: Uint8Array | null = isDone ? null : incoming.read();
      if (chunk !== null) reader.resolve({ done: false, value: chunk });
      else if (failure) reader.reject(failure);
      else if (isDone) reader.resolve({ done: true, value: undefined });
      else return;
      waiting = undefined;
    };
    const onReadable = (): void => {
      // With a Content-Length, a chunk is what the server has read from the connection at once.
      if (incoming.headers["transfer-encoding"] === undefined) settle();
      else if (!isScheduled) {
        isScheduled = true;
        // Node calls back for each chunk while it still has others, which are all there after this.
        setImmediate(() => {
          isScheduled = false;
          settle();
        });
      }
    };
    const onEnd = (): void => {
      stop();
      isDone = true;
      settle();
    };
    const onClose = (): void => {
      stop();
      failure = clientDisconnected();
      settle();
    };
    const stop = (): void => {
      incoming.off("readable", onReadable).off("end", onEnd).off("close", onClose).off("error", onClose);
    };
    incoming.on("end", onEnd).on("close", onClose).on("error", onClose).on("readable", onReadable);
    return {
      read: () =>
        new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          settle();
        }),
      async cancel() {
        stop();
        isDone = true;
        settle();
      },
    };
  }
}
