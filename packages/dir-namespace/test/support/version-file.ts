import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

const footerBytes = 16;
const tableMetadataField = 19;
const flagsFields = { reader: 9, writer: 10 } as const;

/** The path of the catalog's newest version file: their names count down. */
export async function newestVersionFile(root: string): Promise<string> {
  const folder = join(root, "__manifest", "_versions");
  const [newest] = (await readdir(folder)).filter((name) => name.endsWith(".manifest")).toSorted();
  return join(folder, String(newest));
}

/** Puts table metadata into the newest version file, as another client would have written it there. */
export async function setTableMetadata(
  root: string,
  entries: Readonly<Record<string, string>>,
): Promise<void> {
  const path = await newestVersionFile(root);
  await writeFile(path, withTableMetadata(await readFile(path), entries));
}

/** Sets feature flags of Lance itself in the newest version file, as a newer Lance would. */
export async function setLanceFlags(
  root: string,
  kind: keyof typeof flagsFields,
  flags: bigint,
): Promise<void> {
  const path = await newestVersionFile(root);
  const field = flagsFields[kind];
  // Of a field that stands there twice, readers take the last.
  const added = new BinaryWriter().tag(field, WireType.Varint).uint64(flags).finish();
  await writeFile(path, withMore(await readFile(path), added));
}

function withTableMetadata(bytes: Buffer, entries: Readonly<Record<string, string>>): Uint8Array {
  const writer = new BinaryWriter();
  for (const [key, value] of Object.entries(entries)) {
    const entry = new BinaryWriter();
    entry.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    writer.tag(tableMetadataField, WireType.LengthDelimited).bytes(entry.finish());
  }
  return withMore(bytes, writer.finish());
}

/** A version file is: data, u32 length, message, then a footer with the place of the length. */
function withMore(bytes: Buffer, added: Uint8Array): Uint8Array {
  const footer = bytes.byteLength - footerBytes;
  const position = Number(bytes.readBigInt64LE(footer));
  const end = position + 4 + bytes.readUInt32LE(position);
  const message = Buffer.concat([bytes.subarray(position + 4, end), added]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.byteLength);
  return Buffer.concat([bytes.subarray(0, position), length, message, bytes.subarray(end)]);
}
