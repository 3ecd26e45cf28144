import type { IncomingMessage } from "node:http";
import type { BodyReader, ReadResult, RequestBody } from "../request/received-request.ts";
import { clientDisconnected } from "./client-disconnected.ts";

interface Waiting {
  resolve(result: ReadResult): void;
  reject(error: Error): void;
}

/**
 * The body of a request, read from Node's request without a web stream between. It reads no faster than its reader asks, and leaves the
 * connection open when the reader cancels, because the response still has to be sent.
 */
export class IncomingBody implements RequestBody {
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  getReader(): BodyReader {
    const incoming = this.#incoming;
    const chunks: Uint8Array[] = [];
    let isDone = false;
    let failure = incoming.destroyed ? clientDisconnected() : undefined;
    let waiting: Waiting | undefined;
    const settle = (): void => {
      const [reader, chunk] = [waiting, chunks[0]];
      if (reader === undefined) return;
      if (chunk !== undefined) reader.resolve({ done: false, value: chunk });
      else if (failure) reader.reject(failure);
      else if (isDone) reader.resolve({ done: true, value: undefined });
      else return;
      chunks.shift();
      waiting = undefined;
    };
    const onData = (chunk: Uint8Array): void => {
      incoming.pause();
      chunks.push(chunk);
      settle();
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
      incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
    };
    incoming.on("end", onEnd).on("close", onClose).on("error", onClose).on("data", onData);
    return {
      read: () =>
        new Promise((resolve, reject) => {
          waiting = { resolve, reject };
          settle();
          if (waiting && !isDone && !failure) incoming.resume();
        }),
      async cancel() {
        stop();
        isDone = true;
        settle();
      },
    };
  }
}
