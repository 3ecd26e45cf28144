import type {
  DeclareTableRequest,
  DescribeTableRequest,
  DescribeTableResponse,
  RegisterTableRequest,
} from "@lancetree/core";

/** Which table to describe, and what to look up for it. */
export interface DescribeTableOptions {
  /** The state at a version; by default the latest. */
  version?: number | undefined;
  /** The state at a tag. */
  tag?: string | undefined;
  /** The state of a branch. */
  branch?: string | undefined;
  withTableUri?: boolean | undefined;
  /** Opens the table for its version, schema and statistics; default false. */
  loadDetailedMetadata?: boolean | undefined;
  /** Looks whether data was written; default false. */
  checkDeclared?: boolean | undefined;
  /** Whether storage credentials may be in the answer; the catalog decides by default. */
  vendCredentials?: boolean | undefined;
}

/** The options of `declareTable`. */
export interface DeclareTableOptions {
  /** Where the table is to lie; by default the catalog picks a place. */
  location?: string | undefined;
  properties?: Record<string, string> | undefined;
  vendCredentials?: boolean | undefined;
}

/** The options of `registerTable`. */
export interface RegisterTableOptions {
  /** `overwrite` replaces a table of that name; default `create`. */
  mode?: "create" | "overwrite" | undefined;
  properties?: Record<string, string> | undefined;
}

/** What a catalog knows of a table. What was not asked for, or what the catalog does not know, is absent. */
export interface TableDescription {
  location: string | undefined;
  /** String to string; `{}` when there are none. */
  properties: Record<string, string>;
  tableUri?: string;
  version?: number;
  /** The schema in the protocol's own JSON. */
  schema?: DescribeTableResponse["schema"];
  stats?: DescribeTableResponse["stats"];
  /** The metadata of the Arrow schema. */
  metadata?: Record<string, string>;
  storageOptions?: Record<string, string>;
  isOnlyDeclared?: boolean;
  managedVersioning?: boolean;
}

export function toDescribeRequest(id: string[], options: DescribeTableOptions): DescribeTableRequest {
  const request: DescribeTableRequest = { id };
  if (options.version !== undefined) request.version = options.version;
  if (options.tag !== undefined) request.tag = options.tag;
  if (options.branch !== undefined) request.branch = options.branch;
  if (options.withTableUri !== undefined) request.with_table_uri = options.withTableUri;
  if (options.loadDetailedMetadata !== undefined) {
    request.load_detailed_metadata = options.loadDetailedMetadata;
  }
  if (options.checkDeclared !== undefined) request.check_declared = options.checkDeclared;
  if (options.vendCredentials !== undefined) request.vend_credentials = options.vendCredentials;
  return request;
}

export function toDeclareRequest(id: string[], options: DeclareTableOptions): DeclareTableRequest {
  const { location, properties, vendCredentials } = options;
  return {
    id,
    ...(location !== undefined && { location }),
    ...(properties !== undefined && { properties }),
    ...(vendCredentials !== undefined && { vend_credentials: vendCredentials }),
  };
}

export function toRegisterRequest(
  id: string[],
  location: string,
  { mode, properties }: RegisterTableOptions,
): RegisterTableRequest {
  return {
    id,
    location,
    ...(mode !== undefined && { mode }),
    ...(properties !== undefined && { properties }),
  };
}

export function toTableDescription(answer: DescribeTableResponse): TableDescription {
  const description: TableDescription = { location: answer.location, properties: answer.properties ?? {} };
  if (answer.table_uri !== undefined) description.tableUri = answer.table_uri;
  if (answer.version !== undefined) description.version = answer.version;
  if (answer.schema !== undefined) description.schema = answer.schema;
  if (answer.stats) description.stats = answer.stats;
  if (answer.metadata !== undefined) description.metadata = answer.metadata;
  if (answer.storage_options !== undefined) description.storageOptions = answer.storage_options;
  if (typeof answer.is_only_declared === "boolean") description.isOnlyDeclared = answer.is_only_declared;
  if (answer.managed_versioning !== undefined) description.managedVersioning = answer.managed_versioning;
  return description;
}
