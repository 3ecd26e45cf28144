import type { Operations } from "./generated/operations.ts";

/**
 * A catalog tree of namespaces and tables: one method for every operation of the protocol, named as its operationId in
 * lowerCamelCase, with the protocol's own requests and responses in its own snake_case.
 *
 * Every method may reject with UnsupportedError (0), InvalidInputError (13), PermissionDeniedError (15),
 * UnauthenticatedError (16), ServiceUnavailableError (17), InternalError (18) and ThrottlingError (21); the comment of each
 * method adds the errors that are particular to it. A rejected operation has changed nothing, unless its error says that
 * the outcome is unknown. An operation whose signal is aborted rejects with the signal's own reason.
 *
 * A path is a list of components; `[]` is the root. The names of new objects consist of letters, digits, `_`, `-` and
 * `.`. Objects that other clients created under other names can be listed, described and dropped.
 */
export interface Namespace extends Operations {}
