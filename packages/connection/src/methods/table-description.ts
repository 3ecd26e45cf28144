import type {
  DeclareTableRequest,
  DescribeTableRequest,
  DescribeTableResponse,
  RegisterTableRequest,
} from "@lancetree/core";

/** Which version of a table to describe, and which fields to return. */
export interface DescribeTableOptions {
  /** Describes this version; default the latest. */
  version?: number | undefined;
  /** Describes the version of this tag. */
  tag?: string | undefined;
  /** Describes the latest version of this branch. */
  branch?: string | undefined;
  withTableUri?: boolean | undefined;
  /** Opens the table for its version, schema and statistics; default false. */
  loadDetailedMetadata?: boolean | undefined;
  /** Checks whether data was written; default false. */
  checkDeclared?: boolean | undefined;
  /** Whether the description may contain storage credentials; the catalog decides by default. */
  vendCredentials?: boolean | undefined;
}

/** The options of `declareTable`. */
export interface DeclareTableOptions {
  /** The location of the table; by default the catalog chooses one. */
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

/** The catalog's description of a table. Fields that were not requested, or that the catalog does not know, are absent. */
export interface TableDescription {
  location: string | undefined;
  /** Strings by name; `{}` if the table has no properties. */
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

export function toTableDescription(response: DescribeTableResponse): TableDescription {
  const description: TableDescription = {
    location: response.location,
    properties: response.properties ?? {},
  };
  if (response.table_uri !== undefined) description.tableUri = response.table_uri;
  if (response.version !== undefined) description.version = response.version;
  if (response.schema !== undefined) description.schema = response.schema;
  if (response.stats) description.stats = response.stats;
  if (response.metadata !== undefined) description.metadata = response.metadata;
  if (response.storage_options !== undefined) description.storageOptions = response.storage_options;
  if (typeof response.is_only_declared === "boolean") description.isOnlyDeclared = response.is_only_declared;
  if (response.managed_versioning !== undefined) description.managedVersioning = response.managed_versioning;
  return description;
}
