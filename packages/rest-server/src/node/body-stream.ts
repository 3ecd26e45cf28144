import type { IncomingMessage } from "node:http";
import { clientDisconnected } from "./client-disconnected.ts";

/**
 * The body of a request as a web stream that reads no faster than its consumer. Unlike `Readable.toWeb`, it leaves the connection open when
 * the consumer cancels, because the response still has to be sent.
 */
export function bodyStream(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onData = (chunk: Uint8Array): void => {
          incoming.pause();
          controller.enqueue(chunk);
        };
        const onEnd = (): void => {
          stop();
          controller.close();
        };
        const onClose = (): void => {
          stop();
          controller.error(clientDisconnected());
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
