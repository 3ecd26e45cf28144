import type { Session } from "@lancedb/lancedb";
import { localFolder } from "../lance-files/manifest-files.ts";
import { openNative } from "./native.ts";
import { NativeReader, type TableReader } from "./table-reader.ts";

/** Characters that mean themselves in a URI. */
const plainPath = /^\/[\w./-]+$/;

/**
 * Opens a table of the local disk for reading, without the loopback bridge. LanceDB appends the name of a table to the URI of its
 * connection, and Lance opens the path of the result: after a `#` the name is not part of the path. With the scheme
 * `file-object-store`, LanceDB opens local folders and creates none.
 *
 * @returns undefined if that fails, or if the path needs to be escaped in a URI: opening the table through the bridge then succeeds or
 * reports why not
 */
export async function openDirectly(
  location: string,
  session: Session | undefined,
): Promise<TableReader | undefined> {
  const folder = localFolder(location);
  if (folder === undefined || !plainPath.test(folder)) return undefined;
  try {
    return new NativeReader(
      await openNative(`file-object-store://${folder}#`, "table", session === undefined ? {} : { session }),
    );
  } catch {
    return undefined;
  }
}
