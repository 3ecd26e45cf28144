import {
  type CallOptions,
  type CreateTableVersionRequest,
  type CreateTableVersionResponse,
  type DescribeTableVersionRequest,
  type DescribeTableVersionResponse,
  isNamespaceError,
  type ListTableVersionsRequest,
  type ListTableVersionsResponse,
  type Namespace,
  type NamespaceError,
  UnsupportedError,
} from "@lancetree/core";

/** The operations of a catalog that keeps the versions of tables. */
export type VersionKeeper = Pick<
  Namespace,
  "listTableVersions" | "describeTableVersion" | "createTableVersion"
>;

/** The versions of one table in the catalog that keeps them. Each request names the branch, and not the table. */
export interface TableVersions {
  list(request: ListTableVersionsRequest): Promise<ListTableVersionsResponse>;
  describe(request: DescribeTableVersionRequest): Promise<DescribeTableVersionResponse>;
  create(request: CreateTableVersionRequest): Promise<CreateTableVersionResponse>;
  /** The last error of the catalog that no client expects; LanceDB passes on only a part of its message. */
  readonly failure: NamespaceError | undefined;
}

/**
 * The versions of a table that a catalog keeps. LanceDB asks for them as long as the table is open, when the call that opened it may have
 * ended, so that only its headers are sent again.
 */
export function tableVersions(
  catalog: VersionKeeper,
  path: readonly string[],
  { headers }: CallOptions = {},
): TableVersions {
  const id = [...path];
  const options = { headers };
  let failure: NamespaceError | undefined;
  const ask = async <Response>(verb: string, asking: Promise<Response>): Promise<Response> => {
    try {
      return await asking;
    } catch (error) {
      if (!isNamespaceError(error) || expectedCodes.has(error.code)) throw error;
      failure = error.code === 0 ? refusal(path, verb, error) : error;
      throw failure;
    }
  };
  return {
    list: (request) => ask("list", catalog.listTableVersions({ ...request, id }, options)),
    describe: (request) => ask("describe", catalog.describeTableVersion({ ...request, id }, options)),
    create: (request) => ask("record", catalog.createTableVersion({ ...request, id }, options)),
    get failure() {
      return failure;
    },
  };
}

/** A version or a branch does not exist, and a version exists already. */
const expectedCodes: ReadonlySet<number> = new Set([11, 14, 22]);

/** A catalog may claim to manage versions and not do so; a writer that bypassed it would lose the commits of others. */
function refusal(path: readonly string[], verb: string, cause: NamespaceError): UnsupportedError {
  return new UnsupportedError(
    `The catalog says that it manages the versions of table "${path.at(-1) ?? ""}" (managed_versioning), but it does not ${verb} them; such a table can be neither read nor changed.`,
    { cause },
  );
}
