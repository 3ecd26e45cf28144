import { type Signal, signal } from "@preact/signals";
import * as server from "../server/versions.ts";
import { Changing } from "./changing.ts";
import { Resource } from "./resource.ts";
import { route, setParams } from "./route.ts";
import { currentTable, loadTable } from "./table.ts";

export const versions: Resource<server.VersionPage> = new Resource();
export const tags: Resource<readonly server.Tag[]> = new Resource();
export const branches: Resource<readonly server.Branch[]> = new Resource();
/** The change of tags or versions under way. */
export const changing: Changing = new Changing();
/** The version whose restoring is to be confirmed. */
export const restoring: Signal<number | undefined> = signal(undefined);

export function loadVersions({ keep = false } = {}): void {
  const { id, branch } = currentTable.peek();
  void versions.load((stop) => server.listVersions(id, branch, undefined, stop), { keep });
  void tags.load((stop) => server.listTags(id, stop), { keep });
  void branches.load((stop) => server.listBranches(id, stop), { keep });
}

/** Loads the next page of versions. */
export function loadMoreVersions(): void {
  const now = versions.peekValue();
  if (!now?.next) return;
  const { id, branch } = currentTable.peek();
  void versions.load(
    async (stop) => {
      const page = await server.listVersions(id, branch, now.next, stop);
      return { versions: [...now.versions, ...page.versions], next: page.next };
    },
    { keep: true },
  );
}

/** Shows the rows of a version, read only. */
export function openVersion(version: number): void {
  setParams({ version: String(version), view: undefined, row: undefined });
}

export function openBranch(name: string): void {
  setParams({ branch: name, version: undefined, row: undefined });
}

export async function addTag(name: string, version: number): Promise<boolean> {
  const { path } = route.peek();
  const done = await changing.run(`Version ${version} has the tag “${name}”.`, (headers) =>
    server.createTag(path, name, version, headers),
  );
  if (done) loadVersions({ keep: true });
  return done;
}

export async function removeTag(name: string): Promise<void> {
  const { path } = route.peek();
  const done = await changing.run(`The tag “${name}” was removed.`, (headers) =>
    server.deleteTag(path, name, headers),
  );
  if (done) loadVersions({ keep: true });
}

export async function restore(version: number): Promise<void> {
  const { path } = route.peek();
  const done = await changing.run(`Version ${version} was restored as a new version.`, (headers) =>
    server.restore(path, version, headers),
  );
  if (!done) return;
  restoring.value = undefined;
  setParams({ version: undefined });
  loadTable();
  loadVersions({ keep: true });
}
