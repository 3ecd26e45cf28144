import {
  type CallOptions,
  type CloneTableRequest,
  type CloneTableResponse,
  InvalidInputError,
  parseCreateTable,
  parseTableId,
  UnsupportedError,
} from "@lancetree/core";
import { linkVersion } from "../lance-files/link-version.ts";
import { localFolder } from "../lance-files/manifest-files.ts";
import { createTableIn } from "../write/create-table.ts";
import { type DataContext, openTable } from "./table-access.ts";
import { getTableTagVersion } from "./tags.ts";

/** Creates a table from the files of one version of another table. Both share the files; no rows are copied. */
export async function cloneTable(
  context: DataContext,
  request: CloneTableRequest,
  options?: CallOptions,
): Promise<CloneTableResponse> {
  const { path } = parseCreateTable({ id: request.id });
  const source = parseTableId({ id: request.source_id });
  const { folder, version } = await findVersion(context, source, request, options);
  const created = await createTableIn(
    {
      ...context,
      options,
      write: async (target) => {
        const { location } = target;
        await linkVersion({ from: folder, to: onLocalDisk(location), version, signal: options?.signal });
        return context.engine.open(target);
      },
    },
    { id: path, mode: "Create" },
  );
  created.table?.close();
  const { location, version: made } = created.response;
  return { location, version: made };
}

async function findVersion(
  context: DataContext,
  source: string[],
  { source_version: number, source_tag: tag }: CloneTableRequest,
  options: CallOptions | undefined,
): Promise<{ folder: string; version: number }> {
  if (number !== undefined && tag !== undefined) {
    throw new InvalidInputError("Cannot specify both source_version and source_tag.");
  }
  const sourceVersion = tag === undefined ? number : await taggedVersion(context, source, tag, options);
  const { table, target } = await openTable(context, { id: source, version: sourceVersion }, options);
  try {
    return { folder: onLocalDisk(target.location), version: await table.version() };
  } finally {
    table.close();
  }
}

async function taggedVersion(
  context: DataContext,
  id: string[],
  tag: string,
  options: CallOptions | undefined,
): Promise<number> {
  const { version, branch } = await getTableTagVersion(context, { id, tag }, options);
  if (branch !== undefined && branch !== null && branch !== "main") {
    throw new UnsupportedError(
      `The tag "${tag}" names a version of the branch "${branch}"; only versions of the main branch can be cloned.`,
    );
  }
  return version;
}

function onLocalDisk(location: string): string {
  const folder = localFolder(location);
  if (folder !== undefined) return folder;
  throw new UnsupportedError("Only tables on a local disk can be cloned.");
}
