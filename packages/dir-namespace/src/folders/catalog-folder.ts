import { isNamespaceError } from "@lancetree/core";
import type { FolderStatus } from "../model/effect.ts";

export interface DiscardOptions {
  /** Leaves the folder with the file that keeps its name occupied; a folder that has the file keeps it. Default false. */
  readonly keepName?: boolean;
}

/** A file with its identity, as `fileIdentity` returns it. */
export interface IdentifiedFile {
  readonly location: string;
  readonly identity: string;
}

/**
 * The folder of a catalog, and the calls on the folders in it. Locations are relative to it, with forward slashes.
 * No location leads out of it or to the manifest table, even if a row has such a location.
 */
export interface CatalogFolder {
  /** Its path on a local disk; absent in a bucket. */
  readonly path?: string | undefined;
  /** Whether a folder can be moved atomically. If not, `moveSync` is never called, and `retireName` is. */
  readonly moves: boolean;

  /**
   * The storage options with which LanceDB opens the tables in it, each under LanceDB's own name, as they are valid now. Rejects if they
   * cannot be renewed.
   */
  storageOptions(): Promise<Readonly<Record<string, string>>>;
  /** The URI with which other clients open the table at a location. */
  uri(location: string): string;
  /** Identifies the root; another root in its place has another identity. Undefined if it does not exist. Rejects if it is not a folder. */
  identity(): Promise<string | undefined>;
  create(): Promise<void>;
  /** Rejects with Unsupported if the storage cannot protect the catalog from lost changes. Called before anything is written. */
  assertWritable(): Promise<void>;
  /** Rejects with InvalidInput if a location leads to a folder that has another location, for instance through a link. */
  assertOwnLocation(location: string): Promise<void>;
  hasFile(location: string): Promise<boolean>;
  /** Identifies a file that is written once; another file of that name has another identity. Undefined if it does not exist. */
  fileIdentity(location: string): Promise<string | undefined>;
  hasFolder(location: string): Promise<boolean>;
  /** The first files in a folder, in the order of their names, as one request finds them. Absent on a disk, which lists in no order. */
  firstFiles?(location: string, count: number): Promise<readonly IdentifiedFile[]>;
  readFile(location: string): Promise<Uint8Array>;

  status(location: string): Promise<FolderStatus>;
  /** The first of these folders that holds something to read, if any. */
  first(locations: readonly string[]): Promise<string | undefined>;
  /** Whether a table's data is there, with any markers. */
  holdsData(location: string): Promise<boolean>;
  /** Whether another client declared a table here, or wrote its data, within the last milliseconds. */
  isBeingWritten(location: string, milliseconds: number): Promise<boolean>;
  /** The names of root tables with a folder `<name>.lance`, even an empty one. */
  rootTables(): Promise<string[]>;
  /** The names of the folders and files directly in the root. */
  names(): Promise<string[]>;
  /** When anything in a folder last changed, in milliseconds since 1970; undefined if it does not exist. */
  changedAt(location: string): Promise<number | undefined>;

  declare(location: string): Promise<void>;
  /** Writes the marker of a folder whose new table is incomplete, or removes it. */
  setPartialMarker(location: string, partial: boolean): Promise<void>;
  /** Whether a folder has that marker. */
  isPartial(location: string): Promise<boolean>;
  /** Writes the marker that hides a folder from folder listings, or removes it. */
  setHidden(location: string, hidden: boolean): void | Promise<void>;
  /** Records permanently that the folder is being emptied and that its name is not used again. */
  retireName(location: string): Promise<void>;
  /**
   * Moves a folder to another name; where folders cannot be moved it is copied, and the source stays until it is discarded. False if the
   * target is occupied. A source that does not exist counts as moved.
   */
  move(from: string, to: string): Promise<boolean>;
  /** As `move`, within one tick of the event loop, so that what was checked just before is still true. */
  moveSync(from: string, to: string): boolean;
  /** Moves the complete manifest table to its location; false if there is one already. */
  publishManifest(draft: string): Promise<boolean>;
  /** Removes a folder, except for the file that keeps its name occupied. Ignores locations outside of the root. */
  discard(location: string, options?: DiscardOptions): Promise<void>;

  /** Closes connections. A later call opens them again. */
  close(): Promise<void>;
}

/**
 * Writes a table into a folder that only one attempt ever uses. If a response of the object store is lost, the retry of the same
 * write finds a table there: its own, and complete, since the version file is written last.
 */
export async function writeTableOnce(
  folder: CatalogFolder,
  location: string,
  write: () => Promise<unknown>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isNamespaceError(error, 5) || !(await folder.holdsData(location))) throw error;
  }
}
