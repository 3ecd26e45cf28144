import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { InternalError, isNamespaceError, UnsupportedError } from "@lancetree/core";

/** What a version file of `__manifest` says beyond its rows. */
export interface VersionMetadata {
  /** Features that a reader must know; unknown bits forbid reading. */
  readonly readerFlags: bigint;
  /** Features that a writer must know; unknown bits forbid writing. */
  readonly writerFlags: bigint;
  /** In how many pieces the rows are stored. */
  readonly fragments: number;
}

const READER_KEY = "lance.namespace.manifest.reader_feature_flags";
const WRITER_KEY = "lance.namespace.manifest.writer_feature_flags";
const MAGIC = "LANC";
const FOOTER_BYTES = 16;
/** Field number of the table metadata, a map of strings, in Lance's manifest message. */
const TABLE_METADATA_FIELD = 19;
const FRAGMENTS_FIELD = 2;
const DELETION_FILE_FIELD = 3;
const DELETED_ROWS_FIELD = 4;

/** A version's file name: Lance counts down, so that the newest comes first in a listing. */
export function versionFileName(version: number): string {
  return `${String(2n ** 64n - 1n - BigInt(version)).padStart(20, "0")}.manifest`;
}

/**
 * Reads the table metadata out of a version file: a protobuf message whose place the last 16 bytes tell.
 * Rejects with Internal when the bytes are not such a file, and with Unsupported when a flag is not a number.
 */
export function readVersionMetadata(bytes: Uint8Array): VersionMetadata {
  const { metadata, fragments } = decoding(() => manifestParts(manifestMessage(bytes)));
  return { readerFlags: flags(metadata, READER_KEY), writerFlags: flags(metadata, WRITER_KEY), fragments };
}

/** What a table's version file says of its fragments: how many there are and how many rows in them are deleted. */
export function readFragmentStatistics(bytes: Uint8Array): {
  num_fragments: number;
  num_deleted_rows: number;
} {
  return decoding(() => fragmentStatistics(new BinaryReader(manifestMessage(bytes))));
}

/** No feature bits are defined in any release, so any set bit is one that we do not know. */
export function demandKnownFlags(metadata: VersionMetadata, access: "read" | "write"): void {
  const unknown = access === "read" ? metadata.readerFlags : metadata.writerFlags;
  if (unknown === 0n) return;
  const verb = access === "read" ? "read" : "changed";
  throw new UnsupportedError(
    `This catalog uses features that this version does not know (${access === "read" ? "reader" : "writer"} feature flags ${unknown}); it cannot be ${verb}. Use a newer version.`,
  );
}

function manifestMessage(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footer = bytes.byteLength - FOOTER_BYTES;
  const magic = footer < 0 ? "" : new TextDecoder("latin1").decode(bytes.subarray(footer + 12));
  if (magic !== MAGIC) throw damaged("it does not end as a Lance manifest does");
  const position = Number(view.getBigInt64(footer, true));
  if (position < 0 || position + 4 > footer) throw damaged("its manifest lies outside of the file");
  const length = view.getUint32(position, true);
  if (position + 4 + length > footer) throw damaged("its manifest is cut off");
  return bytes.subarray(position + 4, position + 4 + length);
}

function manifestParts(message: Uint8Array): { metadata: Map<string, string>; fragments: number } {
  const reader = new BinaryReader(message);
  const metadata = new Map<string, string>();
  let fragments = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === TABLE_METADATA_FIELD && wireType === WireType.LengthDelimited) {
      const [key, value] = mapEntry(reader.bytes());
      metadata.set(key, value);
    } else {
      if (field === FRAGMENTS_FIELD) fragments++;
      reader.skip(wireType, field);
    }
  }
  return { metadata, fragments };
}

function mapEntry(bytes: Uint8Array): [key: string, value: string] {
  const reader = new BinaryReader(bytes);
  const entry: [string, string] = ["", ""];
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) entry[0] = reader.string();
    else if (field === 2 && wireType === WireType.LengthDelimited) entry[1] = reader.string();
    else reader.skip(wireType, field);
  }
  return entry;
}

function fragmentStatistics(reader: BinaryReader): ReturnType<typeof readFragmentStatistics> {
  const statistics = { num_fragments: 0, num_deleted_rows: 0 };
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === FRAGMENTS_FIELD && wireType === WireType.LengthDelimited) {
      statistics.num_fragments++;
      statistics.num_deleted_rows += deletedRows(reader.bytes());
    } else {
      reader.skip(wireType, field);
    }
  }
  return statistics;
}

function deletedRows(fragment: Uint8Array): number {
  const reader = new BinaryReader(fragment);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field !== DELETION_FILE_FIELD || wireType !== WireType.LengthDelimited) {
      reader.skip(wireType, field);
      continue;
    }
    const file = new BinaryReader(reader.bytes());
    while (file.pos < file.len) {
      const [inner, innerType] = file.tag();
      if (inner === DELETED_ROWS_FIELD && innerType === WireType.Varint) return Number(file.uint64());
      file.skip(innerType, inner);
    }
  }
  return 0;
}

function flags(metadata: ReadonlyMap<string, string>, key: string): bigint {
  const text = metadata.get(key);
  if (text === undefined) return 0n;
  if (!/^\d{1,20}$/.test(text)) {
    throw new UnsupportedError(`This catalog's ${key} is not a number; use a newer version.`);
  }
  return BigInt(text);
}

/** The protobuf library says what it does not understand with errors of its own. */
function decoding<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (isNamespaceError(error)) throw error;
    throw damaged("its manifest is no protobuf message", error);
  }
}

function damaged(why: string, cause?: unknown): InternalError {
  return new InternalError(`A version file of the catalog cannot be read: ${why}.`, { cause });
}
