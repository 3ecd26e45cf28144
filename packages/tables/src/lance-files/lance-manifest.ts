import { InternalError } from "@lancetree/core";
import { ProtobufReader, WireType } from "./protobuf-reader.ts";

/** The content of the file of one version of a Lance table. */
export interface LanceManifest {
  /** Lance's features that a reader must support, one bit each. `writerFlags`: those that a writer must support. */
  readonly readerFlags: bigint;
  readonly writerFlags: bigint;
  readonly fields: readonly LanceField[];
  readonly tableMetadata: ReadonlyMap<string, string>;
  /** The fragments that store the rows, oldest first. */
  readonly fragments: readonly Fragment[];
  readonly indices: readonly IndexForm[];
  /** Whether the table uses files outside of its own folder, as a shallow clone does. */
  readonly hasOtherFolders: boolean;
}

/** A column, or a part of one. */
export interface LanceField {
  readonly id: number;
  /** The id of the field that contains it; negative for a column. */
  readonly parent: number;
  readonly name: string;
  /** Lance's own name of its type, such as `timestamp:us:UTC`. */
  readonly logicalType: string;
}

/** A part of a table's rows. */
export interface Fragment {
  /** The upper half of its rows' addresses. */
  readonly id: number;
  /** Rows that are not deleted. */
  readonly rows: number;
  readonly deletedRows: number;
  /** Identifies the files that store its rows, and the file that lists the deleted rows. */
  readonly files: string;
  readonly deletions: string;
}

/** An index and the version of its format. Lance ignores an index with an unknown format. */
export interface IndexForm {
  readonly name: string;
  /** The type of its details, such as `BTreeIndexDetails`; empty where it has none. */
  readonly type: string;
  readonly version: number;
}

const magicNumber = "LANC";
const footerBytes = 16;
/** Field numbers of Lance's manifest message. */
const fieldsField = 1;
const fragmentsField = 2;
const indexSectionField = 6;
const readerFlagsField = 9;
const writerFlagsField = 10;
const basePathsField = 18;
/** A map of strings. */
const tableMetadataField = 19;
/** Within a fragment. */
const idField = 1;
const filesField = 2;
const deletionFileField = 3;
const physicalRowsField = 4;
/** Within a deletion file. */
const deletedRowsField = 4;
/** Within an index. */
const indexNameField = 3;
const indexDetailsField = 6;
const indexVersionField = 7;

/**
 * Reads a version file: a protobuf message, whose position is in the last 16 bytes, and the section of indices that it points to.
 * Rejects with Internal when the bytes are not such a file.
 * @param owner - the owner of the file, for the error message
 */
export function readLanceManifest(bytes: Uint8Array, owner: string = "the table"): LanceManifest {
  try {
    const { indexSection, ...parts } = manifestParts(manifestMessage(bytes));
    return { ...parts, indices: indexSection === undefined ? [] : indicesAt(bytes, indexSection) };
  } catch (error) {
    // The reader throws other errors for bytes that are not protobuf.
    const why = error instanceof Damage ? error.message : "its manifest is not a protobuf message";
    throw new InternalError(`A version file of ${owner} cannot be read: ${why}.`, { cause: error });
  }
}

function manifestMessage(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footer = bytes.byteLength - footerBytes;
  const magic = footer < 0 ? "" : new TextDecoder("latin1").decode(bytes.subarray(footer + 12));
  if (magic !== magicNumber) throw new Damage("it does not end as a Lance manifest does");
  return messageAt(bytes, Number(view.getBigInt64(footer, true)));
}

/** Reads a message that follows its length. */
function messageAt(bytes: Uint8Array, position: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const footer = bytes.byteLength - footerBytes;
  if (position < 0 || position + 4 > footer) throw new Damage("its manifest is outside of the file");
  const length = view.getUint32(position, true);
  if (position + 4 + length > footer) throw new Damage("its manifest is cut off");
  return bytes.subarray(position + 4, position + 4 + length);
}

function manifestParts(
  message: Uint8Array,
): Omit<LanceManifest, "indices"> & { readonly indexSection: number | undefined } {
  const reader = new ProtobufReader(message);
  const tableMetadata = new Map<string, string>();
  const fragments: Fragment[] = [];
  const fields: LanceField[] = [];
  let [readerFlags, writerFlags] = [0n, 0n];
  let indexSection: number | undefined;
  let hasOtherFolders = false;
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === tableMetadataField && wireType === WireType.LengthDelimited) {
      const [key, value] = mapEntry(reader.bytes());
      tableMetadata.set(key, value);
    } else if (field === fieldsField && wireType === WireType.LengthDelimited) {
      fields.push(fieldOf(reader.bytes()));
    } else if (field === fragmentsField && wireType === WireType.LengthDelimited) {
      fragments.push(fragmentOf(reader.bytes()));
    } else if (field === basePathsField) {
      hasOtherFolders = true;
      reader.skip(wireType);
    } else if (field === indexSectionField && wireType === WireType.Varint) {
      indexSection = Number(reader.uint64());
    } else if (field === readerFlagsField && wireType === WireType.Varint) {
      readerFlags = reader.uint64();
    } else if (field === writerFlagsField && wireType === WireType.Varint) {
      writerFlags = reader.uint64();
    } else {
      reader.skip(wireType);
    }
  }
  return { readerFlags, writerFlags, fields, tableMetadata, fragments, hasOtherFolders, indexSection };
}

function fieldOf(bytes: Uint8Array): LanceField {
  const reader = new ProtobufReader(bytes);
  let [name, logicalType] = ["", ""];
  let [id, parent] = [0, 0];
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === 2 && wireType === WireType.LengthDelimited) name = reader.string();
    else if (field === 3 && wireType === WireType.Varint) id = reader.int32();
    else if (field === 4 && wireType === WireType.Varint) parent = reader.int32();
    else if (field === 5 && wireType === WireType.LengthDelimited) logicalType = reader.string();
    else reader.skip(wireType);
  }
  return { id, parent, name, logicalType };
}

function mapEntry(bytes: Uint8Array): [key: string, value: string] {
  const reader = new ProtobufReader(bytes);
  const entry: [string, string] = ["", ""];
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) entry[0] = reader.string();
    else if (field === 2 && wireType === WireType.LengthDelimited) entry[1] = reader.string();
    else reader.skip(wireType);
  }
  return entry;
}

function fragmentOf(bytes: Uint8Array): Fragment {
  const reader = new ProtobufReader(bytes);
  let [id, physicalRows] = [0, 0];
  let [files, deletions] = ["", ""];
  let deletedRows = 0;
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === idField && wireType === WireType.Varint) id = Number(reader.uint64());
    else if (field === physicalRowsField && wireType === WireType.Varint)
      physicalRows = Number(reader.uint64());
    else if (field === filesField && wireType === WireType.LengthDelimited) files += latin1(reader.bytes());
    else if (field === deletionFileField && wireType === WireType.LengthDelimited) {
      const file = reader.bytes();
      deletions = latin1(file);
      deletedRows = deletedRowsIn(file);
    } else reader.skip(wireType);
  }
  return { id, rows: physicalRows - deletedRows, deletedRows, files, deletions };
}

function deletedRowsIn(deletionFile: Uint8Array): number {
  const reader = new ProtobufReader(deletionFile);
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === deletedRowsField && wireType === WireType.Varint) return Number(reader.uint64());
    reader.skip(wireType);
  }
  return 0;
}

/** Reads the section with the list of indices. */
function indicesAt(bytes: Uint8Array, position: number): IndexForm[] {
  const reader = new ProtobufReader(messageAt(bytes, position));
  const indices: IndexForm[] = [];
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) indices.push(indexOf(reader.bytes()));
    else reader.skip(wireType);
  }
  return indices;
}

function indexOf(bytes: Uint8Array): IndexForm {
  const reader = new ProtobufReader(bytes);
  let [name, type] = ["", ""];
  let version = 0;
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === indexNameField && wireType === WireType.LengthDelimited) name = reader.string();
    else if (field === indexDetailsField && wireType === WireType.LengthDelimited)
      type = typeOf(reader.bytes());
    else if (field === indexVersionField && wireType === WireType.Varint) version = reader.int32();
    else reader.skip(wireType);
  }
  return { name, type, version };
}

/** The last part of the type's name in a message of any type. */
function typeOf(any: Uint8Array): string {
  const reader = new ProtobufReader(any);
  while (!reader.isAtEnd) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) {
      return reader.string().split(/[/.]/).at(-1) ?? "";
    }
    reader.skip(wireType);
  }
  return "";
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

class Damage extends Error {}
