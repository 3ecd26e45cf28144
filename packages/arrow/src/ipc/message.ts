import { isError } from "@lancetree/core";
import { damaged } from "./damaged.ts";
import { FlatTable } from "./flatbuffer.ts";

/** The kind of a message. */
export type MessageKind = "schema" | "dictionary" | "batch";

/** A message of an Arrow IPC stream: its metadata, a flatbuffer, and its body, the bytes of its columns. */
export interface Message {
  readonly kind: MessageKind;
  readonly metadata: Uint8Array;
  readonly body: Uint8Array;
}

/** The format's numbers of the kinds. Tensors have other numbers and are not supported. */
const kinds: Readonly<Record<number, MessageKind>> = { 1: "schema", 2: "dictionary", 3: "batch" };

/** Reads the metadata of a message. @throws InvalidInputError if it is damaged */
export function readHeader(metadata: Uint8Array): { kind: MessageKind; bodyLength: number } {
  return reading("a message", () => {
    const root = FlatTable.root(metadata);
    const kind = kinds[root.uint8(1)];
    if (!kind) throw new RangeError("A message is neither a schema nor a batch.");
    root.required(2);
    return { kind, bodyLength: root.size(3) };
  });
}

/** Reads from a flatbuffer, and reports what is damaged if a position is outside of its bytes. */
export function reading<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (isError(error) && ["RangeError", "TypeError"].includes(error.name)) {
      throw damaged(`the metadata of ${what} cannot be read`, error);
    }
    throw error;
  }
}

const continuation = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** The marker at the end of a stream, and after the messages of a file. */
export const endOfStream: Uint8Array = continuation;

/** The bytes of a message: a marker, the length of the metadata, the metadata padded to 8 bytes, and the body. */
export function encodeMessage({ metadata, body }: Message): Uint8Array[] {
  const filled = Math.ceil(metadata.byteLength / 8) * 8;
  const head = new Uint8Array(8 + filled);
  head.set(continuation);
  new DataView(head.buffer).setInt32(4, filled, true);
  head.set(metadata, 8);
  const fill = (8 - (body.byteLength % 8)) % 8;
  return [head, ...(body.byteLength > 0 ? [body] : []), ...(fill > 0 ? [new Uint8Array(fill)] : [])];
}
