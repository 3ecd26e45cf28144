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
  // natives write NULL for no properties
  return Object.keys(properties).length === 0 ? null : JSON.stringify(properties);
}

export function storedRow(row: NewRow): Row {
  return { ...row, metadata: encodeMetadata(row), readable: true };
}

export function decodeRow(id: string, kind: Kind, location: string | null, metadata: string | null): Row {
  const properties = metadata === null ? {} : parseProperties(metadata);
  if (properties === undefined) return { id, kind, location, metadata, properties: {}, readable: false };
  // Rows with a mark are found by these bytes; spelled otherwise, it is anybody's property.
  const state = metadata?.includes(intentProperty) ? properties[intentProperty] : undefined;
  const intent = state === undefined ? undefined : parseIntent(state);
  if (intent) delete properties[intentProperty];
  return { id, kind, location, metadata, properties, intent, readable: true };
}

/** Two reads of one row have one identity until somebody rewrites it. */
export function identity(row: Row): string {
  return JSON.stringify([row.id, row.kind, row.location, row.metadata]);
}

/** Whether the identities are the same. Cheaper than to compare them as texts. */
export function isSameRow(left: Row, right: Row): boolean {
  return (
    left.id === right.id &&
    left.kind === right.kind &&
    left.location === right.location &&
    left.metadata === right.metadata
  );
}

const ownLocationPattern = /^[0-9a-f]{16}_/;

/** A folder that belongs to one attempt to create one table, and to nothing else ever. Natives use 8 digits. */
export function ownLocation(token: string, id: string): string {
  return `${token}_${id}`.slice(0, 200);
}

/**
 * Whether the row tells by itself that this library wrote it. Such a row below a missing namespace is what a
 * creator left that lost against a drop: it never existed. A foreign row there does exist, since native clients
 * check no parents.
 */
export function isWrittenByLancetree(row: Row): boolean {
  return row.intent !== undefined || (row.location !== null && ownLocationPattern.test(row.location));
}

export function isCreatedWith(row: Row, token: string): boolean {
  return row.intent?.token === token || row.location?.startsWith(`${token}_`) === true;
}

/** Where a table's data lies, or lay until it was moved to the row's location. */
export function currentFolder(row: NewRow): string | null {
  return row.intent?.folder ?? row.location;
}

/** Where a table's data may lie, the first place that holds something: a move may be under way. */
export function possibleFolders(row: Row): string[] {
  const { intent, location, id } = row;
  const aside = intent?.state === "rename-to" ? ownLocation(intent.token, id) : null;
  const folders = intent?.folder === undefined ? [location] : [intent.folder, location, aside];
  return folders.filter((folder) => typeof folder === "string" && folder !== "") as string[];
}

function parseProperties(text: string): Record<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
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
