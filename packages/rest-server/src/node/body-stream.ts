import type { IncomingMessage } from "node:http";

/**
 * The body of a request as a stream of the web, read no faster than it is wanted. Unlike Node's own conversion a reader
 * that loses interest does not end the connection, which the answer has yet to go through.
 */
export function bodyStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onData = (piece: Uint8Array): void => {
          incoming.pause();
          controller.enqueue(piece);
        };
        const onEnd = (): void => {
          stop();
          controller.close();
        };
        const onClose = (): void => {
          stop();
          controller.error(new Error("The client went away."));
        };
        stop = () => {
          incoming.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
        };
        incoming.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
        incoming.pause();
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        stop();
      },
    },
    { highWaterMark: 0 },
  );
}
