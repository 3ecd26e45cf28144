import {
  alreadyExists,
  type CallOptions,
  type CreateMode,
  type CreateTableRequestWithoutData,
  type CreateTableResponse,
  isProtected,
  parseCreateTable,
  protectedError,
  protectedProperty,
  resolveCreate,
  ServiceUnavailableError,
  type StagedTable,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import type { ChangeResult } from "../database/change.ts";
import { abandonFiles, stageFiles } from "../file-statements.ts";
import * as statements from "../statements.ts";
import { newLocation, uriOf } from "../tree/location.ts";
import { objectId, splitId } from "../tree/object-id.ts";
import { isTable, type StoredTable } from "../tree/stored-object.ts";
import { manifestsAt } from "../versions/kept-table.ts";
import { holdsData } from "./holds-data.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

type WriteTable = (target: StagedTable) => Promise<void>;

/**
 * Seconds after which the files of a creation that was never completed are removed. A creation that takes longer is rejected; the
 * files of a process that ended stay for as long.
 */
const stagedSeconds = 24 * 3600;

/**
 * Creates a table whose rows `write` writes. The files are written first, into a folder that only this call uses and that is listed for
 * removal; one statement then creates the row and takes the folder off that list. If the process ends in between, the folder is removed.
 */
export async function createTableWith(
  catalog: Catalog,
  request: CreateTableRequestWithoutData,
  write: WriteTable,
  options?: CallOptions,
): Promise<CreateTableResponse> {
  const { path, mode, properties } = parseCreateTable(request);
  // Before the rows are written: rejects a value of the flag that means nothing.
  isProtected(properties);
  const known = await resolve(catalog, path, mode, options);
  if (known.outcome === "keep") return response(catalog, known.table);
  const location = newLocation(path.at(-1) ?? "");
  const isManaged = catalog.settings.tracksVersions || (known.outcome === "replace" && known.table.managed);
  await catalog.read(options, (database) =>
    database.query(stageFiles, [catalog.name, location, stagedSeconds]),
  );
  try {
    const storageOptions = { ...catalog.settings.storageOptions, ...request.storage_options };
    await write({
      location: uriOf(catalog.settings.root, location),
      storage_options: storageOptions,
      mode: "create",
      ...(isManaged && { willBeManaged: true }),
    });
    const versions = isManaged ? await manifestsAt(catalog, location, "").list() : [];
    const { kept } = await commit(catalog, { path, mode, properties, location, versions }, known, options);
    if (kept !== undefined) await abandon(catalog, location);
    return kept ? response(catalog, kept) : { location: uriOf(catalog.settings.root, location), properties };
  } catch (error) {
    await abandon(catalog, location);
    throw error;
  }
}

interface Creation {
  readonly path: readonly string[];
  readonly mode: CreateMode;
  readonly properties: Record<string, string>;
  readonly location: string;
  /** What was written, if the catalog keeps its versions. */
  readonly versions: readonly { readonly version: number; readonly file: string; readonly size: number }[];
}

/**
 * Creates the row of staged files, or lets an existing row name them. Resolves with the table that is kept instead, if any.
 *
 * @param before - what was there before the rows were written
 */
async function commit(
  catalog: Catalog,
  creation: Creation,
  before: Resolved,
  options: CallOptions | undefined,
): Promise<{ readonly kept: StoredTable | undefined }> {
  const { path, mode } = creation;
  // A declared table can be filled without a change of its row, and is looked at again.
  let assumed = before.outcome === "new" ? before : undefined;
  return untilDone(`changed table ${JSON.stringify(path)}`, async () => {
    // If the tree has changed meanwhile, the statement changes nothing, and the next round reads the tree again.
    const known = assumed ?? (await resolve(catalog, path, mode, options));
    assumed = undefined;
    if (known.outcome === "keep") return { kept: known.table };
    const files = { areRemoved: false };
    const { result } = await unlessViolated(() => nameFiles(catalog, creation, known, files, options));
    // A first attempt whose response was lost may have named the files: `result` says so, although they are no longer listed.
    if (result !== undefined) return { kept: undefined };
    if (files.areRemoved) throw new ServiceUnavailableError(expired);
    return undefined;
  });
}

const expired = `Writing the table took longer than ${stagedSeconds / 3600} hours, and its files were removed; nothing was created.`;

/** Makes a row name the staged files. Resolves with undefined if the row has changed meanwhile, or if the files are gone. */
function nameFiles(
  catalog: Catalog,
  { path, mode, properties, location, versions }: Creation,
  known: Resolved,
  files: { areRemoved: boolean },
  options: CallOptions | undefined,
): Promise<ChangeResult | undefined> {
  const id = objectId(path);
  const { parent, name } = splitId(path);
  return catalog.change(options, async (database, attempt) => {
    const written =
      known.outcome === "new" || mode === "overwrite" ? properties : filled(known.table, properties);
    const [statement, values] =
      known.outcome === "new"
        ? [statements.insertStagedTable, [parent, name]]
        : [
            statements.replaceStagedTable,
            // A declared table without data is filled, not overwritten: nothing is lost that could be undropped.
            [mode === "overwrite" ? catalog.settings.retainSeconds : 0, known.table.revision],
          ];
    const [row] = await database.query<{ staged: boolean; made: boolean }>(statement, [
      catalog.name,
      attempt,
      id,
      ...values,
      JSON.stringify(written),
      location,
      isProtected(written),
      versions.map(({ version }) => version),
      versions.map(({ file }) => file),
      versions.map(({ size }) => size),
    ]);
    files.areRemoved = row?.staged === false;
    if (row?.made !== true) return undefined;
    if (known.outcome !== "new") catalog.files.start();
    return {};
  });
}

/** The properties of a declared table that receives its data. Only `alterProperties` changes whether it is protected. */
function filled(table: StoredTable, properties: Record<string, string>): Record<string, string> {
  const { [protectedProperty]: flag, ...both } = { ...table.properties, ...properties };
  const own = table.protected ? "true" : flag;
  return own === undefined ? both : { ...both, [protectedProperty]: own };
}

type Resolved =
  | { readonly outcome: "new" }
  | { readonly outcome: "keep" | "replace"; readonly table: StoredTable };

/** As `resolveCreate`, except that creating a declared table without data fills it. */
async function resolve(
  catalog: Catalog,
  path: readonly string[],
  mode: CreateMode,
  options: CallOptions | undefined,
): Promise<Resolved> {
  const line = await readLine(catalog, path, options);
  const table = line.find(path);
  if (!isTable(table)) {
    resolveCreate(path, "table", mode, line.kindOf);
    return { outcome: "new" };
  }
  if (mode === "overwrite") {
    if (table.protected) throw protectedError(path);
    return { outcome: "replace", table };
  }
  if (table.declared && !(await holdsData(catalog, table.location))) return { outcome: "replace", table };
  if (mode === "create") throw alreadyExists(path, "table");
  return { outcome: "keep", table };
}

/** The files are removed at once, or by the next process if this fails. */
async function abandon(catalog: Catalog, location: string): Promise<void> {
  await catalog
    .read(undefined, (database) => database.query(abandonFiles, [catalog.name, location]))
    .catch(() => undefined);
  catalog.files.start();
}

function response(catalog: Catalog, table: StoredTable): CreateTableResponse {
  return { location: uriOf(catalog.settings.root, table.location), properties: { ...table.properties } };
}
