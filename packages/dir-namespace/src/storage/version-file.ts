import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { InternalError, isNamespaceError, UnsupportedError } from "@lancetree/core";

/** What a version file of `__manifest` says beyond its rows. */
export interface VersionMetadata {
  /** Features that a reader must know; unknown bits forbid reading. */
  readonly readerFlags: bigint;
  /** Features that a writer must know; unknown bits forbid writing. */
  readonly writerFlags: bigint;
  /** The pieces in which the rows are stored, oldest first. */
  readonly fragments: readonly Fragment[];
  /** Whether a row's id in Lance is its address: the fragment and the place in it. */
  readonly hasAddresses: boolean;
}

/** A piece of a table. */
export interface Fragment {
  /** The upper half of its rows' addresses. */
  readonly id: number;
  /** Rows that are not deleted. */
  readonly rows: number;
  readonly deletedRows: number;
  /** Names the files in which its rows lie, and the file that says which of them are deleted. */
  readonly files: string;
  readonly deletions: string;
}

const READER_KEY = "lance.namespace.manifest.reader_feature_flags";
const WRITER_KEY = "lance.namespace.manifest.writer_feature_flags";
const MAGIC = "LANC";
const FOOTER_BYTES = 16;
/** Field number of the table metadata, a map of strings, in Lance's manifest message. */
const TABLE_METADATA_FIELD = 19;
const FRAGMENTS_FIELD = 2;
const READER_FLAGS_FIELD = 9;
/** Of Lance's own reader flags the one for deletion files; any other may mean that row ids are no addresses. */
const DELETION_FILES_FLAG = 1n;
/** Within a fragment. */
const ID_FIELD = 1;
const FILES_FIELD = 2;
const DELETION_FILE_FIELD = 3;
const PHYSICAL_ROWS_FIELD = 4;
/** Within a deletion file. */
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
  const { metadata, ...parts } = decoding(() => manifestParts(manifestMessage(bytes)));
  return { readerFlags: flags(metadata, READER_KEY), writerFlags: flags(metadata, WRITER_KEY), ...parts };
}

/** What a table's version file says of its fragments: how many there are and how many rows in them are deleted. */
export function readFragmentStatistics(bytes: Uint8Array): {
  num_fragments: number;
  num_deleted_rows: number;
} {
  const { fragments } = decoding(() => manifestParts(manifestMessage(bytes)));
  return {
    num_fragments: fragments.length,
    num_deleted_rows: fragments.reduce((sum, { deletedRows }) => sum + deletedRows, 0),
  };
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

function manifestParts(
  message: Uint8Array,
): Pick<VersionMetadata, "fragments" | "hasAddresses"> & { metadata: Map<string, string> } {
  const reader = new BinaryReader(message);
  const metadata = new Map<string, string>();
  const fragments: Fragment[] = [];
  let hasAddresses = true;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === TABLE_METADATA_FIELD && wireType === WireType.LengthDelimited) {
      const [key, value] = mapEntry(reader.bytes());
      metadata.set(key, value);
    } else if (field === FRAGMENTS_FIELD && wireType === WireType.LengthDelimited) {
      fragments.push(fragmentOf(reader.bytes()));
    } else if (field === READER_FLAGS_FIELD && wireType === WireType.Varint) {
      hasAddresses = (BigInt(reader.uint64()) & ~DELETION_FILES_FLAG) === 0n;
    } else {
      reader.skip(wireType, field);
    }
  }
  return { metadata, fragments, hasAddresses };
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

function fragmentOf(bytes: Uint8Array): Fragment {
  const reader = new BinaryReader(bytes);
  let [id, physicalRows] = [0, 0];
  let [files, deletions] = ["", ""];
  let deletedRows = 0;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === ID_FIELD && wireType === WireType.Varint) id = Number(reader.uint64());
    else if (field === PHYSICAL_ROWS_FIELD && wireType === WireType.Varint)
      physicalRows = Number(reader.uint64());
    else if (field === FILES_FIELD && wireType === WireType.LengthDelimited) files += latin1(reader.bytes());
    else if (field === DELETION_FILE_FIELD && wireType === WireType.LengthDelimited) {
      const file = reader.bytes();
      deletions = latin1(file);
      deletedRows = deletedRowsIn(file);
    } else reader.skip(wireType, field);
  }
  return { id, rows: physicalRows - deletedRows, deletedRows, files, deletions };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function deletedRowsIn(deletionFile: Uint8Array): number {
  const reader = new BinaryReader(deletionFile);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === DELETED_ROWS_FIELD && wireType === WireType.Varint) return Number(reader.uint64());
    reader.skip(wireType, field);
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
