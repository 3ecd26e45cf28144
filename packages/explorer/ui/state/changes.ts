import * as server from "../server/changes.ts";
import { countRows } from "../server/table.ts";
import { endChange } from "./change-dialogs.ts";
import type { Changing } from "./changing.ts";
import { loadNamespace } from "./namespace.ts";
import { Resource } from "./resource.ts";
import { navigate, route } from "./route.ts";
import { loadTable } from "./table.ts";
import { reload, reveal } from "./tree.ts";

/** What goes with a namespace that is dropped. */
export const content: Resource<server.Content> = new Resource();
/** The rows that go with a table that is dropped. */
export const droppedRows: Resource<number> = new Resource();

export function countContent(path: readonly string[]): void {
  void content.load((stop) => server.countContent(path, stop));
}

export function countDroppedRows(path: readonly string[]): void {
  void droppedRows.load((stop) => countRows({ id: [...path] }, "", stop));
}

export async function createNamespace(changing: Changing, path: readonly string[]): Promise<void> {
  const done = await changing.run(`The namespace “${path.at(-1)}” was created.`, (headers) =>
    server.createNamespace(path, headers),
  );
  if (done) showObject("namespace", path, path.slice(0, -1));
}

export async function createTable(
  changing: Changing,
  path: readonly string[],
  data: Uint8Array,
): Promise<void> {
  const done = await changing.run(`The table “${path.at(-1)}” was created.`, (headers) =>
    server.createTable(path, data, headers),
  );
  if (done) showObject("table", path, path.slice(0, -1));
}

export async function dropTable(changing: Changing, path: readonly string[]): Promise<void> {
  const done = await changing.run(`The table “${path.at(-1)}” was dropped.`, (headers) =>
    server.dropTable(path, headers),
  );
  if (done) showObject("namespace", path.slice(0, -1), path.slice(0, -1));
}

export async function dropNamespace(changing: Changing, path: readonly string[]): Promise<void> {
  const done = await changing.run(
    `The namespace “${path.at(-1)}” was dropped with everything in it.`,
    (headers) => server.dropNamespace(path, headers),
  );
  if (done) showObject("namespace", path.slice(0, -1), path.slice(0, -1));
}

export async function renameTable(
  changing: Changing,
  path: readonly string[],
  to: readonly string[],
): Promise<void> {
  const done = await changing.run(`The table is now “${to.join(" / ")}”.`, (headers) =>
    server.renameTable(path, to, headers),
  );
  if (!done) return;
  reload(path.slice(0, -1));
  showObject("table", to, to.slice(0, -1));
}

/** Sets and removes properties so that they are as in `next`. */
export async function changeProperties(
  changing: Changing,
  path: readonly string[],
  before: Readonly<Record<string, string>>,
  next: Readonly<Record<string, string>>,
): Promise<void> {
  const set = Object.fromEntries(Object.entries(next).filter(([name, value]) => before[name] !== value));
  const remove = Object.keys(before).filter((name) => !Object.hasOwn(next, name));
  const done = await changing.run("The properties were changed.", (headers) =>
    server.alterProperties(path, { set, remove }, headers),
  );
  if (!done) return;
  endChange();
  if (route.peek().kind === "table") loadTable({ keep: true });
  else loadNamespace(path);
}

/** Closes the window, reads the changed list again, and shows what is there now. */
export function showObject(
  kind: "namespace" | "table",
  path: readonly string[],
  changed: readonly string[],
): void {
  endChange();
  reload(changed);
  reveal(path);
  const { params } = route.peek();
  navigate({ kind, path, params: kind === "table" && params["view"] ? { view: params["view"] } : {} });
}
