import { isNamespaceError, type NamespaceError, ServiceUnavailableError } from "@lancetree/core";
import { manifestName } from "@lancetree/tables";
import type { CatalogFolder } from "../folders/catalog-folder.ts";

const versions = "__manifest/_versions";
/**
 * Milliseconds for which the version's file in a bucket is taken to be the same. A plan may be as old (`recentSeconds`), and a list costs
 * more than the status of a file.
 */
const sameFileMs = 250;
/** The newest versions that a list returns: enough for what other processes commit between two calls. */
const listedVersions = 8;

type Comparison = "newest" | "older" | "replaced";

/** The root of a catalog that has no manifest table yet: clients that list folders need none. */
interface PlainRoot {
  readonly identity: string;
  readonly holdsTables: boolean;
}

/**
 * What a process has seen at the root of a catalog. Where a catalog was, it never creates another one: an unmounted volume, a renamed
 * folder and a bucket that denies its keys look like an empty root, and changes written there would be lost when the catalog is back.
 */
export class CatalogPresence {
  readonly #folder: CatalogFolder;
  #hadTable = false;
  #plainRoot: PlainRoot | undefined;
  /** A version, and the identity of its file, which differs from that of another catalog's file with the same name. */
  #version: { readonly number: number; readonly identity: string } | undefined;
  /** When the file of that version was last seen to be the same. */
  #sameAt = Number.NEGATIVE_INFINITY;

  constructor(folder: CatalogFolder) {
    this.#folder = folder;
  }

  /**
   * Whether the manifest table exists. Rejects with ServiceUnavailable if it or the root existed before and does not now, and with
   * InvalidInput if the root is not a folder.
   */
  async exists(): Promise<boolean> {
    const exists = await this.#folder.hasFolder(versions);
    if (this.#hadTable && !exists) throw catalogMissing();
    this.#hadTable = exists;
    if (!exists) await this.#checkPlainRoot();
    return exists;
  }

  async #checkPlainRoot(): Promise<void> {
    const identity = await this.#folder.identity();
    const before = this.#plainRoot;
    if (identity === undefined) {
      if (before === undefined) return;
      throw catalogMissing();
    }
    const holdsTables = (await this.#folder.rootTables()).length > 0;
    // A mount point without its volume is another, empty folder.
    if (before?.holdsTables && !holdsTables && identity !== before.identity) throw catalogMissing();
    this.#plainRoot = { identity, holdsTables };
  }

  /**
   * How a version that was read compares with the files. `replaced`: its file is missing or another one, so that what was read before
   * must be discarded.
   */
  async compare(version: number): Promise<Comparison> {
    const startedAt = performance.now();
    const identity = this.#version?.number === version ? this.#version.identity : undefined;
    if (identity !== undefined && this.#folder.firstFiles !== undefined) {
      if (startedAt - this.#sameAt < sameFileMs) return (await this.has(version + 1)) ? "older" : "newest";
      const found = await this.#findListed(version, identity);
      if (found !== undefined) {
        this.#sameAt = startedAt;
        return found;
      }
    }
    return this.#compareFiles(version, startedAt);
  }

  /**
   * Compares with one list; undefined if that does not have the version's file. Names count down, so that a list in the order of the names
   * begins with the newest version: if that is the file that was seen before, no version followed and no other catalog came.
   */
  async #findListed(version: number, identity: string): Promise<Comparison | undefined> {
    const listed = await this.#folder.firstFiles?.(versions, listedVersions);
    const at = listed?.findIndex((file) => file.location === fileOf(version) && file.identity === identity);
    if (at === undefined || at < 0) return undefined;
    return at === 0 ? "newest" : "older";
  }

  async #compareFiles(version: number, startedAt: number): Promise<Comparison> {
    const [identity, isFollowed] = await Promise.all([
      this.#folder.fileIdentity(fileOf(version)),
      this.has(version + 1),
    ]);
    if (identity === undefined) return "replaced";
    if (this.#version?.number !== version) this.#version = { number: version, identity };
    if (this.#version.identity !== identity) return "replaced";
    this.#sameAt = startedAt;
    return isFollowed ? "older" : "newest";
  }

  /** Notes the identity of a version's file. False if the file does not exist. */
  async note(version: number): Promise<boolean> {
    const startedAt = performance.now();
    const identity = await this.#folder.fileIdentity(fileOf(version));
    if (identity !== undefined) {
      this.#hadTable = true;
      this.#sameAt = startedAt;
      this.#version = { number: version, identity };
    }
    return identity !== undefined;
  }

  /** Whether a version's file exists. */
  has(version: number): Promise<boolean> {
    return this.#folder.hasFile(fileOf(version));
  }

  forget(): void {
    this.#version = undefined;
  }

  /** The failure, or one that says that the catalog is missing where one was before. */
  async explain(failure: NamespaceError): Promise<NamespaceError> {
    if (!this.#hadTable || isNamespaceError(failure, 17)) return failure;
    const exists = await this.#folder.hasFolder(versions).catch(() => false);
    return exists ? failure : catalogMissing(failure);
  }
}

export function fileOf(version: number): string {
  return `${versions}/${manifestName(version)}`;
}

function catalogMissing(cause?: Error): ServiceUnavailableError {
  return new ServiceUnavailableError(
    "The catalog that was at this root no longer exists there: its folder was moved or is not mounted, or the object store denies access. Nothing is read or changed until it is back; to create a new catalog there, open the root again.",
    { cause },
  );
}
