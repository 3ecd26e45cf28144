import type { BranchOperations } from "./operations/branches.ts";
import type { ColumnOperations } from "./operations/columns.ts";
import type { IndexOperations } from "./operations/indices.ts";
import type { NamespaceOperations } from "./operations/namespaces.ts";
import type { RowOperations } from "./operations/rows.ts";
import type { TableOperations } from "./operations/tables.ts";
import type { TagOperations } from "./operations/tags.ts";
import type { TransactionOperations } from "./operations/transactions.ts";
import type { VersionOperations } from "./operations/versions.ts";
import type { ViewOperations } from "./operations/views.ts";

/**
 * A catalog tree of namespaces and tables: one method for every operation of the protocol, named as its operationId in
 * lowerCamelCase, with the protocol's own requests and responses in its own snake_case.
 *
 * Every method may reject with UnsupportedError (0), InvalidInputError (13), PermissionDeniedError (15),
 * UnauthenticatedError (16), ServiceUnavailableError (17), InternalError (18) and ThrottlingError (21); each method's
 * comment adds what is particular to it. A rejected operation has changed nothing, unless its error says that the
 * outcome is unknown. An operation whose signal is aborted rejects with the signal's reason as it is.
 *
 * A path is a list of components and `[]` is the root. Components are letters, digits, `_`, `-` and `.`, strictly so
 * for what is created; what other clients created under other names can be listed, described and dropped.
 */
export interface Namespace
  extends NamespaceOperations,
    TableOperations,
    RowOperations,
    ColumnOperations,
    IndexOperations,
    VersionOperations,
    TagOperations,
    BranchOperations,
    ViewOperations,
    TransactionOperations {}
