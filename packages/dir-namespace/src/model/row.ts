import { formatIntent, type Intent, intentProperty, parseIntent } from "./intent.ts";

export type Kind = "namespace" | "table";

/** What a commit writes. */
export interface NewRow {
  /** Path components joined with `$`, as every Lance client stores them. */
  readonly id: string;
  readonly kind: Kind;
  /** Relative to the catalog's root; null for namespaces. */
  readonly location: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly intent?: Intent | undefined;
}

/** What was read. */
export interface Row extends NewRow {
  /** The metadata column as stored: the row's identity in a compare-and-set. */
  readonly metadata: string | null;
  /** False when the metadata is not a JSON object of strings, as other clients may have written it. */
  readonly readable: boolean;
}

export function encodeMetadata(row: NewRow): string | null {
  const properties = row.intent
    ? { ...row.properties, [intentProperty]: formatIntent(row.intent) }
    : row.properties;
  // Native clients write NULL for no properties.
  return Object.keys(properties).length === 0 ? null : JSON.stringify(properties);
}

export function storedRow(row: NewRow): Row {
  return { ...row, metadata: encodeMetadata(row), readable: true };
}

export function decodeRow(id: string, kind: Kind, location: string | null, metadata: string | null): Row {
  const properties = metadata === null ? {} : parseProperties(metadata);
  if (properties === undefined) return { id, kind, location, metadata, properties: {}, readable: false };
  // Rows with an intent are found by these bytes. With JSON escapes in the name it is an ordinary property.
  const state = metadata?.includes(intentProperty) ? properties[intentProperty] : undefined;
  const intent = state === undefined ? undefined : parseIntent(state);
  if (intent) delete properties[intentProperty];
  return { id, kind, location, metadata, properties, intent, readable: true };
}

/** The same for two reads of one row until a commit rewrites it. */
export function identity(row: Row): string {
  return JSON.stringify([row.id, row.kind, row.location, row.metadata]);
}

/** Whether the identities are equal. Cheaper than comparing them as strings. */
export function isSameRow(left: Row, right: Row): boolean {
  return (
    left.id === right.id &&
    left.kind === right.kind &&
    left.location === right.location &&
    left.metadata === right.metadata
  );
}

const ownLocationPattern = /^[0-9a-f]{16}_/;

/** A folder that only one attempt to create one table ever uses. Native clients use 8 digits. */
export function ownLocation(token: string, id: string): string {
  return `${token}_${id}`.slice(0, 200);
}

/**
 * Whether the row itself shows that Lancetree wrote it. Such a row below a missing namespace never existed: its creation lost a
 * race against a drop. A row of a native client there does exist, since native clients do not check parents.
 */
export function isWrittenByLancetree(row: Row): boolean {
  return row.intent !== undefined || (row.location !== null && ownLocationPattern.test(row.location));
}

export function isCreatedWith(row: Row, token: string): boolean {
  return row.intent?.token === token || row.location?.startsWith(`${token}_`) === true;
}

/** The folder of a table's data, until it is moved to the row's location. */
export function currentFolder(row: NewRow): string | null {
  return row.intent?.folder ?? row.location;
}

/** The folders that may hold a table's data while a move is under way. The first that holds something is the one. */
export function possibleFolders(row: Row): string[] {
  const { intent, location, id } = row;
  const aside = intent?.state === "rename-to" ? ownLocation(intent.token, id) : null;
  const folders = intent?.folder === undefined ? [location] : [intent.folder, location, aside];
  return folders.filter((folder) => typeof folder === "string" && folder !== "") as string[];
}

function parseProperties(json: string): Record<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const properties: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry !== "string") return undefined;
    properties[key] = entry;
  }
  return properties;
}
