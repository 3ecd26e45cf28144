import type { Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type CreateMode,
  formatCreateMode,
  isNamespaceError,
  type Namespace,
} from "@lancetree/core";
import {
  createTableIn,
  resolveTable,
  type TableContent,
  type TableEngine,
  type TableTarget,
} from "@lancetree/tables";
import { type CreateTableCallOptions, readCreateOptions } from "./options/create-options.ts";

type WriteOptions = ReturnType<typeof readCreateOptions>["writeOptions"];

/** Where a table is created, and its content. */
export interface Creation {
  readonly namespace: Namespace;
  readonly engine: TableEngine;
  /** Whether the namespace takes rows, as a server does. */
  readonly handlesData: boolean;
  /** Those of the connection. */
  readonly storageOptions: Record<string, string>;
  readonly path: string[];
  readonly content: TableContent;
  readonly options: CallOptions;
}

/**
 * Creates a table by LanceDB's options and opens it.
 *
 * A namespace that takes rows gets them: only the server can create the name and the data in one step, so that a process
 * that dies in between leaves nothing behind. Any other namespace returns the location to write to.
 */
export async function createTable(
  creation: Creation,
  options: Omit<CreateTableCallOptions, "signal">,
): Promise<Table> {
  const { mode, writeOptions } = readCreateOptions(options);
  const { namespace, engine, path } = creation;
  const write = (target: TableTarget, modeOptions: Pick<WriteOptions, "mode">): Promise<Table> =>
    writeNatively(creation, target, { ...writeOptions, ...modeOptions });
  const sent = creation.handlesData && (await send(creation, mode, writeOptions));
  if (!sent) {
    const request = { id: path, mode: formatCreateMode(mode) };
    const { table } = await createTableIn({ namespace, engine, write, options: creation.options }, request);
    if (table) return table;
  }
  const target = await resolveTable(namespace, path, creation.options);
  const { storageOptions } = writeOptions;
  try {
    return await engine.open(target, storageOptions === undefined ? {} : { storageOptions });
  } catch (error) {
    // A server that stores names only ignored the rows.
    if (sent && isNamespaceError(error, 4)) return write(target, { mode: "create" });
    throw error;
  }
}

/**
 * Sends the rows to the namespace. False when it refuses them for a reason that does not apply to rows written by this
 * process: it does not create tables, or not of that size. A server without the route may report a missing namespace.
 */
async function send(
  { namespace, engine, path, content, storageOptions, options }: Creation,
  mode: CreateMode,
  writeOptions: WriteOptions,
): Promise<boolean> {
  const { schema, embeddingFunction } = writeOptions;
  const bytes = await engine.encode(content, {
    ...(schema && { schema }),
    ...(embeddingFunction && { embeddingFunction }),
  });
  const format = { ...storedFormat({ storageOptions }), ...storedFormat(writeOptions) };
  try {
    const request = {
      id: path,
      mode: formatCreateMode(mode),
      data: toBody(bytes),
      ...(Object.keys(format).length > 0 && { storage_options: format }),
    };
    await namespace.createTable(request, options);
    return true;
  } catch (error) {
    if (isNamespaceError(error) && [0, 1, 13].includes(error.code)) return false;
    throw error;
  }
}

/** LanceDB takes no signal; rejecting after an aborted write lets the catalog remove what was written. */
async function writeNatively(
  { engine, content, options: { signal } }: Creation,
  target: TableTarget,
  options: WriteOptions,
): Promise<Table> {
  signal?.throwIfAborted();
  const table =
    "data" in content
      ? await engine.create(target, content.data, options)
      : await engine.createEmpty(target, content.schema, options);
  if (signal?.aborted) {
    table.close();
    throw signal.reason;
  }
  return table;
}

/** The options of the table itself. All others, secrets among them, are for storage and are not sent. */
function storedFormat(options: WriteOptions): Record<string, string> {
  const { dataStorageVersion, enableV2ManifestPaths, storageOptions = {} } = options;
  const format: Record<string, string> = {};
  for (const [key, value] of Object.entries(storageOptions)) {
    const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (name.startsWith("new_table_")) format[name] = value;
  }
  if (dataStorageVersion !== undefined) format["new_table_data_storage_version"] = dataStorageVersion;
  if (enableV2ManifestPaths !== undefined) {
    format["new_table_enable_v2_manifest_paths"] = String(enableV2ManifestPaths);
  }
  return format;
}

const chunkSize = 4 * 1024 * 1024;

/** A small body can be sent again when the server refuses it; a large one is streamed, so that it may take longer than the timeout. */
function toBody(bytes: Uint8Array): Uint8Array | AsyncIterable<Uint8Array> {
  return bytes.length <= chunkSize ? bytes : chunks(bytes);
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}
