import { UnsupportedError } from "@lancetree/core";

/**
 * Loads the library of an object store, which a project installs only if it uses that store. Rejects with Unsupported if it is not
 * installed.
 *
 * @param load imports it
 */
export async function loadLibrary<Library>(
  scheme: string,
  name: string,
  load: () => Promise<Library>,
): Promise<Library> {
  try {
    return await load();
  } catch (cause) {
    throw new UnsupportedError(
      `A directory catalog on ${scheme} needs the package ${name}, which could not be loaded: install it beside @lancetree/dir-namespace.`,
      { cause },
    );
  }
}
