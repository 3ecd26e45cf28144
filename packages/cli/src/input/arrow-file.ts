import { type FileHandle, open } from "node:fs/promises";
import { Message, Table, tableToIPC } from "apache-arrow";
import { openArrowReader } from "../arrow-reader.ts";
import { invalidFile } from "./invalid-file.ts";
import { withoutEnd } from "./join-streams.ts";
import type { OpenRowsOptions, RowSource } from "./open-rows.ts";
import { readBytes } from "./read-file.ts";

const magic = "ARROW1";
/** The magic, padded to eight bytes. */
const headBytes = 8;
/** The length of the footer, and the magic. */
const tailBytes = 4 + magic.length;

/** What of an Arrow file makes a stream. */
interface StreamPart {
  readonly start: number;
  readonly end: number;
  /** The message that a stream begins with, where the file lacks it. */
  readonly schema?: Uint8Array | undefined;
}

/** An Arrow IPC file or stream. A file is a stream with a head and a footer around it. */
export async function openArrow(file: string, options: OpenRowsOptions): Promise<RowSource> {
  await using handle = await open(file);
  const { start, end, schema } = await streamIn(file, handle);
  async function* data(): AsyncGenerator<Uint8Array> {
    if (schema) yield schema;
    yield* readBytes(file, options, start, end);
  }
  return { inferred: false, data: data() };
}

async function streamIn(file: string, handle: FileHandle): Promise<StreamPart> {
  const { size } = await handle.stat();
  const head = await read(handle, headBytes, 0);
  if (head.toString("latin1", 0, magic.length) !== magic) {
    if (await beginsWithSchema(handle, 0).catch(() => false)) return { start: 0, end: size };
    throw invalidFile(file, "it is neither an Arrow file nor an Arrow stream.");
  }
  const tail = await read(handle, tailBytes, Math.max(0, size - tailBytes));
  const end = size - tailBytes - tail.readInt32LE(0);
  if (tail.toString("latin1", 4) !== magic || end < headBytes || end > size) {
    throw invalidFile(file, "it begins as an Arrow file and does not end as one; it may be cut off.");
  }
  try {
    const schema = (await beginsWithSchema(handle, headBytes)) ? undefined : await schemaOf(handle);
    return { start: headBytes, end, schema };
  } catch (cause) {
    throw invalidFile(file, "it is a damaged Arrow file.", cause);
  }
}

async function beginsWithSchema(handle: FileHandle, start: number): Promise<boolean> {
  const prefix = await read(handle, 8, start);
  // Old writers begin with the length at once.
  const [length, begin] =
    prefix.readInt32LE(0) === -1 ? [prefix.readInt32LE(4), start + 8] : [prefix.readInt32LE(0), start + 4];
  if (length <= 0 || begin + length > (await handle.stat()).size) return false;
  return Message.decode(await read(handle, length, begin)).isSchema();
}

/** Arrow for JavaScript, and so LanceDB, writes the schema into the footer only. */
async function schemaOf(handle: FileHandle): Promise<Uint8Array> {
  const { schema } = await openArrowReader(handle);
  return withoutEnd(tableToIPC(new Table(schema), "stream"));
}

async function read(handle: FileHandle, length: number, position: number): Promise<Buffer> {
  return (await handle.read(Buffer.alloc(length), 0, length, position)).buffer;
}
