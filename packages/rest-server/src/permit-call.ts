import { type AuthorizeRequest, createPermissions, type Permissions } from "./access/permissions.ts";
import type { AdmittedCall } from "./admit-call.ts";
import { wholePath } from "./choose-namespace.ts";
import { checkIdLength } from "./request/path-id.ts";
import type { RequestContext } from "./request-context.ts";

/** A call whose request has been read. */
interface ReadCall extends Pick<AuthorizeRequest, "operation" | "request"> {
  /** The paths of all objects that the request names. */
  readonly ids: readonly (readonly string[])[];
}

/**
 * Checks that the caller may make a call, and notes for the log which objects it names.
 *
 * Rejects with PermissionDenied (15), and with InvalidInput (13) for an id that is too long.
 */
export async function permitCall(
  { handler, record }: RequestContext,
  { identity, chosen }: AdmittedCall,
  { operation, ids, request }: ReadCall,
): Promise<Permissions> {
  const paths = ids.map((id) => wholePath(chosen, id));
  for (const path of paths) checkIdLength(path);
  [record.id, ...record.otherIds] = paths;
  const permissions = createPermissions(handler.options, identity, chosen);
  await permissions.assertAllowed(operation, ids, request);
  return permissions;
}
