import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

const footerBytes = 16;
const indexSectionField = 6;
const readerFlagsField = 9;
const writerFlagsField = 10;
const transactionFields: readonly number[] = [12, 21];
const indexVersionField = 7;
const basePathsField = 18;

/** Sets writer flags in the newest version of a table, as a newer Lance would. */
export async function setWriterFlags(table: string, flags: bigint): Promise<void> {
  const added = new BinaryWriter().tag(writerFlagsField, WireType.Varint).uint64(flags).finish();
  await rewrite(table, (bytes) => append(bytes, added));
}

/** Sets reader flags in the newest version of a table, as a newer Lance would. */
export async function setReaderFlags(table: string, flags: bigint): Promise<void> {
  const added = new BinaryWriter().tag(readerFlagsField, WireType.Varint).uint64(flags).finish();
  await rewrite(table, (bytes) => append(bytes, added));
}

/** Removes the reference to the transaction from the newest version of a table, as in a commit of Lance 14, which Lance 12 cannot read. */
export async function removeTransaction(table: string): Promise<void> {
  await rewrite(table, (bytes) => {
    const message = messageAt(bytes, manifestAt(bytes));
    const reader = new BinaryReader(message);
    const kept: Uint8Array[] = [];
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const [field, wireType] = reader.tag();
      reader.skip(wireType, field);
      if (!transactionFields.includes(field)) kept.push(message.subarray(start, reader.pos));
    }
    return withManifest(bytes.subarray(0, manifestAt(bytes)), Buffer.concat(kept), bytes);
  });
}

/** Makes the newest version of a table use files of another folder, as a shallow clone does. */
export async function addBasePath(table: string, path: string): Promise<void> {
  const base = new BinaryWriter()
    .tag(1, WireType.Varint)
    .uint32(1)
    .tag(4, WireType.LengthDelimited)
    .string(path);
  const added = new BinaryWriter()
    .tag(basePathsField, WireType.LengthDelimited)
    .bytes(base.finish())
    .finish();
  await rewrite(table, (bytes) => append(bytes, added));
}

/** Changes every index of the newest version of a table to a format of a newer Lance. */
export async function setIndexVersion(table: string, version: number): Promise<void> {
  const form = new BinaryWriter().tag(indexVersionField, WireType.Varint).int32(version).finish();
  await rewrite(table, (bytes) => {
    const reader = new BinaryReader(messageAt(bytes, sectionOf(bytes)));
    const section = new BinaryWriter();
    while (reader.pos < reader.len) {
      reader.tag();
      section.tag(1, WireType.LengthDelimited).bytes(Buffer.concat([reader.bytes(), form]));
    }
    const moved = Buffer.concat([bytes.subarray(0, manifestAt(bytes)), framed(section.finish())]);
    const position = new BinaryWriter().tag(indexSectionField, WireType.Varint);
    const added = position.uint64(manifestAt(bytes)).finish();
    return withManifest(moved, Buffer.concat([messageAt(bytes, manifestAt(bytes)), added]), bytes);
  });
}

/** Replaces a string in the newest version of a table by one with the same number of bytes. */
export async function replaceText(table: string, text: string, by: string): Promise<void> {
  await rewrite(table, (bytes) => Buffer.from(bytes.toString("latin1").replaceAll(text, by), "latin1"));
}

async function rewrite(table: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const folder = join(table, "_versions");
  // Names of versions are in descending order.
  const [newest = ""] = (await readdir(folder)).filter((name) => name.endsWith(".manifest")).toSorted();
  await writeFile(join(folder, newest), change(await readFile(join(folder, newest))));
}

function append(bytes: Buffer, added: Uint8Array): Buffer {
  const position = manifestAt(bytes);
  const message = Buffer.concat([messageAt(bytes, position), added]);
  return withManifest(bytes.subarray(0, position), message, bytes);
}

function withManifest(before: Uint8Array, message: Uint8Array, old: Buffer): Buffer {
  const footer = Buffer.from(old.subarray(old.byteLength - footerBytes));
  footer.writeBigInt64LE(BigInt(before.byteLength));
  return Buffer.concat([before, framed(message), footer]);
}

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.byteLength);
  return Buffer.concat([length, message]);
}

function manifestAt(bytes: Buffer): number {
  return Number(bytes.readBigInt64LE(bytes.byteLength - footerBytes));
}

function messageAt(bytes: Buffer, position: number): Buffer {
  return bytes.subarray(position + 4, position + 4 + bytes.readUInt32LE(position));
}

function sectionOf(bytes: Buffer): number {
  const reader = new BinaryReader(messageAt(bytes, manifestAt(bytes)));
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === indexSectionField) return Number(reader.uint64());
    reader.skip(wireType, field);
  }
  throw new Error("The version has no indices.");
}
