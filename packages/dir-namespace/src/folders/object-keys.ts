import { InvalidTableStateError } from "@lancetree/core";

/** Each retired name has a file here: in the folder itself it would keep the name in the listings of other clients. */
const retiredNames = "__lancetree/retired/";
const reservedNames: readonly string[] = ["__manifest", "__lancetree"];

/** The prefixes of the folders of tables. None of them leads out of the root or to the manifest table. */
export class ObjectKeys {
  /** The prefix of all keys of the catalog: empty, or with a slash at its end. */
  readonly prefix: string;

  /** @param prefix - without a slash at its end */
  constructor(prefix: string) {
    this.prefix = prefix === "" ? "" : `${prefix}/`;
  }

  /** The prefix of a location. @throws InvalidTableStateError (19) for a location that is not inside of the root */
  inside(location: string): string {
    const folder = this.folderOf(location);
    if (folder !== undefined) return folder;
    throw new InvalidTableStateError(
      `The catalog says that a table is at ${JSON.stringify(location)}, which is not a folder of its own below the root.`,
    );
  }

  /** Any client may write rows: a location may lead anywhere. Undefined if it is not inside of the root. */
  folderOf(location: string): string | undefined {
    const segments = location.split("/").filter((segment) => segment !== "" && segment !== ".");
    if (segments.length === 0 || segments.includes("..") || reservedNames.includes(segments[0] ?? ""))
      return undefined;
    return `${this.prefix}${segments.join("/")}/`;
  }

  /** The key whose object says that the name of a folder is retired. */
  tombstone(folder: string): string {
    return `${this.prefix}${retiredNames}${folder.slice(this.prefix.length, -1)}`;
  }
}
