import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

const FOOTER_BYTES = 16;
const TABLE_METADATA_FIELD = 19;

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

/** A version file is: data, u32 length, message, then a footer with the place of the length. */
function withTableMetadata(bytes: Buffer, entries: Readonly<Record<string, string>>): Uint8Array {
  const footer = bytes.byteLength - FOOTER_BYTES;
  const position = Number(bytes.readBigInt64LE(footer));
  const end = position + 4 + bytes.readUInt32LE(position);
  const writer = new BinaryWriter().raw(bytes.subarray(position + 4, end));
  for (const [key, value] of Object.entries(entries)) {
    const entry = new BinaryWriter();
    entry.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value);
    writer.tag(TABLE_METADATA_FIELD, WireType.LengthDelimited).bytes(entry.finish());
  }
  const message = writer.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32LE(message.byteLength);
  return Buffer.concat([bytes.subarray(0, position), length, message, bytes.subarray(end)]);
}
