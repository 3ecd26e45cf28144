import { InvalidInputError } from "@lancetree/core";
import { readSchemaTable } from "../schema/read-schema.ts";
import type { ArrowSchema } from "../schema/types.ts";
import { damaged } from "./damaged.ts";
import { FlatTable } from "./flatbuffer.ts";
import { FlatWriter } from "./flatbuffer-writer.ts";
import { type Message, type MessageKind, readHeader, reading } from "./message.ts";

/** Bytes that can be read at any position. */
export interface RandomAccess {
  readonly size: number;
  /** Returns fewer bytes only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const magic = "ARROW1";
/** The magic bytes, padded to the alignment of a message. */
export const headBytes = 8;
/** The length of the footer, and the magic. */
const tailBytes = 10;
/** What Arrow calls version 5 of its format. */
const formatVersion = 4;

export const fileHead: Uint8Array = Uint8Array.of(0x41, 0x52, 0x52, 0x4f, 0x57, 0x31, 0, 0);

/** Whether bytes begin like an Arrow IPC file. Only the footer shows whether they are one. */
export function isFileHead(bytes: Uint8Array): boolean {
  return textOf(bytes.subarray(0, magic.length)) === magic;
}

/**
 * Returns the messages of an Arrow IPC file, located by its footer, in the order of a stream.
 *
 * Rejects with InvalidInput for a file that is cut off or damaged.
 */
export async function* fileMessages(file: RandomAccess): AsyncGenerator<Message, void, undefined> {
  const { size } = file;
  const tail = await file.read(Math.max(0, size - tailBytes), tailBytes);
  const footerLength = footerLengthOf(tail);
  const start = size - tailBytes - footerLength;
  if (footerLength <= 0 || start < headBytes) throw cutOff();
  const footer = await file.read(start, footerLength);
  const { schema, dictionaries, batches } = reading("the file", () => {
    const root = FlatTable.root(footer);
    return { schema: root.required(1), dictionaries: root.blocks(2), batches: root.blocks(3) };
  });
  yield { kind: "schema", metadata: asMessage(footer, schema.position), body: new Uint8Array() };
  for (const { offset, metadataLength, bodyLength } of [...dictionaries, ...batches]) {
    const end = offset + metadataLength + bodyLength;
    if (metadataLength < 8 || end > start)
      throw damaged("its footer lists a message that the file does not have");
    const bytes = await file.read(offset, metadataLength + bodyLength);
    const hasMarker = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true) === -1;
    const metadata = bytes.subarray(hasMarker ? 8 : 4, metadataLength);
    const header = readHeader(metadata);
    if (header.kind === "schema" || header.bodyLength > bodyLength) {
      throw damaged("its footer does not match its messages");
    }
    yield { kind: header.kind, metadata, body: bytes.subarray(metadataLength) };
  }
}

/** The position of a message of one kind in a file. */
export interface MessagePosition {
  readonly kind: MessageKind;
  readonly offset: number;
}

/**
 * Checks the end of a file whose messages were read as a stream. Other readers use the footer, so it must agree.
 *
 * @param schema - the metadata of the schema's message
 * @throws InvalidInputError if the file is truncated, or its
 * footer has another schema or other messages
 */
export function checkFileEnd(
  end: Uint8Array,
  schema: Uint8Array,
  positions: readonly MessagePosition[],
): void {
  const footerLength = footerLengthOf(end.subarray(-tailBytes));
  const start = end.byteLength - tailBytes - footerLength;
  if (footerLength <= 0 || start < 0) throw cutOff();
  const fits = reading("the file", () => {
    const footer = FlatTable.root(end.subarray(start, start + footerLength));
    const listed = [...footer.blocks(2), ...footer.blocks(3)].map(({ offset }) => offset);
    const read = ["dictionary", "batch"].flatMap((kind) =>
      positions.filter(({ kind: found }) => found === kind),
    );
    return (
      listed.join() === read.map(({ offset }) => offset).join() &&
      sameSchema(readSchemaTable(footer.required(1)), readSchemaTable(FlatTable.root(schema).required(2)))
    );
  });
  if (!fits) throw damaged("its footer does not match its messages");
}

/** Ignores the ids of dictionaries: writers may number them again for the footer. */
function sameSchema(one: ArrowSchema, other: ArrowSchema): boolean {
  const text = (schema: ArrowSchema): string =>
    JSON.stringify(schema, (key, value: unknown) => {
      if (value instanceof Map) return [...value];
      return key === "id" ? undefined : value;
    });
  return text(one) === text(other);
}

function footerLengthOf(tail: Uint8Array): number {
  if (tail.byteLength < tailBytes || textOf(tail.subarray(4)) !== magic) throw cutOff();
  return new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
}

function cutOff(): InvalidInputError {
  return new InvalidInputError(
    "The data begins like an Arrow file but does not end like one; its end may be missing.",
  );
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/**
 * Makes a message from a schema inside of another flatbuffer: the message contains that whole flatbuffer and a
 * reference to the schema in it.
 */
function asMessage(flatbuffer: Uint8Array, schema: number): Uint8Array {
  const writer = new FlatWriter();
  const message = writer.table([[2, formatVersion], [1, 1], "reference", [8, 0]]);
  writer.root(message);
  message.refer(2, writer.append(flatbuffer) + schema);
  return writer.bytes;
}

/** The position of a message in a file. */
export interface Block {
  readonly offset: number;
  readonly metadataLength: number;
  readonly bodyLength: number;
}

/** The end of a file after its last message: the footer, its length, and the magic bytes. */
export function encodeFooter(
  schema: Message,
  dictionaries: readonly Block[],
  batches: readonly Block[],
): Uint8Array {
  const writer = new FlatWriter();
  const footer = writer.table([[2, formatVersion], "reference", "reference", "reference"]);
  writer.root(footer);
  footer.refer(2, writer.blocks(dictionaries));
  footer.refer(3, writer.blocks(batches));
  const { position } = reading("the schema", () => FlatTable.root(schema.metadata).required(2));
  footer.refer(1, writer.append(schema.metadata) + position);
  writer.align(8);
  const { bytes } = writer;
  const end = new Uint8Array(bytes.byteLength + tailBytes);
  end.set(bytes);
  new DataView(end.buffer).setInt32(bytes.byteLength, bytes.byteLength, true);
  end.set(fileHead.subarray(0, magic.length), bytes.byteLength + 4);
  return end;
}
