import { isNamespaceError } from "@lancetree/core";
import type { FolderStatus } from "../model/effect.ts";

/**
 * The folder of a catalog, and what the protocols do to the folders in it. Locations are relative to it, with forward slashes.
 * No location leads out of it or to the catalog's own table, whatever rows say.
 */
export interface CatalogFolder {
  /** Where it lies on a local disk; absent elsewhere. */
  readonly path?: string | undefined;
  /** Whether a folder can be moved in one step. If not, `moveNow` and `show` are never asked for, and `retire` is. */
  readonly moves: boolean;

  /** The URI under which other clients open what lies at a location. */
  uri(location: string): string;
  /** What tells the root from another one in its place; undefined when it is not there. Rejects when it cannot hold a catalog. */
  identity(): Promise<string | undefined>;
  create(): Promise<void>;
  /** Rejects with InvalidInput where a location leads to a folder that has another location, as through a link. */
  assertOwnLocation(location: string): Promise<void>;
  hasFile(location: string): Promise<boolean>;
  /** What tells a file that nobody writes to again from another one of its name; undefined when it is not there. */
  fileIdentity(location: string): Promise<string | undefined>;
  hasFolder(location: string): Promise<boolean>;
  readFile(location: string): Promise<Uint8Array>;

  status(location: string): Promise<FolderStatus>;
  /** The first of these folders that holds something to be read, if any does. */
  first(locations: readonly string[]): Promise<string | undefined>;
  /** Whether a table has been written there, whatever its markers say. */
  holdsData(location: string): Promise<boolean>;
  /** Whether another client declared a table here, or wrote data of it, within some milliseconds. */
  isBeingWritten(location: string, milliseconds: number): Promise<boolean>;
  /** Names of the root tables for which there are folders `<name>.lance`, whatever these hold. */
  rootTables(): Promise<string[]>;
  /** Names of what lies directly in the root. */
  names(): Promise<string[]>;
  /** When anything in a folder last changed, in milliseconds since 1970; undefined when it is not there. */
  changedAt(location: string): Promise<number | undefined>;

  declare(location: string): Promise<void>;
  /** Marks a folder in which the data of a new table is not whole yet, or takes the mark off. */
  markPartial(location: string, partial: boolean): Promise<void>;
  /** Whether a folder carries that mark. */
  isPartial(location: string): Promise<boolean>;
  /** Marks a folder so that listings by folder name leave it out, or takes the mark off. */
  setHidden(location: string, hidden: boolean): void | Promise<void>;
  /** Says for ever that what lies there is about to go and that its name is not used again. */
  retireName(location: string): Promise<void>;
  /**
   * Brings a folder to another name; where nothing moves in one step the source stays until it is discarded. False when the
   * target is taken. A source that is gone counts as moved.
   */
  move(from: string, to: string): Promise<boolean>;
  /** As `move`, between two ticks of the event loop: whatever was checked just before still holds. */
  moveSync(from: string, to: string): boolean;
  /** Puts the finished catalog table in its place; false when there is one already. */
  publishManifest(draft: string): Promise<boolean>;
  /**
   * Removes a folder, but for what keeps its name taken. What lies outside of the root is left alone.
   * @param keepName leaves the folder itself with a file in it; once somebody has done so, it stays
   */
  discard(location: string, keepName: boolean): Promise<void>;

  /** Lets go of what it holds open; what is used later opens it again. */
  close(): Promise<void>;
}

/**
 * Writes a table into a folder that nobody else ever uses. Where an answer of the object store got lost, the next try of the same
 * write finds a table there: its own, and whole, since the version file comes last.
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
