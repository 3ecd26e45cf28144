import {
  type FindObjectsResponse,
  type FoundObject,
  InvalidInputError,
  isNamespaceError,
  parseFindObjects,
  supportsExtension,
  UnsupportedError,
} from "@lancetree/core";
import type { ExtensionCall } from "./extension.ts";

/**
 * Finds objects below each part of the namespace that the caller may use, one part after the other. A page token says in which part the
 * page before ended.
 */
export async function findVisible({
  request,
  chosen,
  options,
  caller,
}: ExtensionCall): Promise<FindObjectsResponse> {
  const { namespace } = chosen;
  if (!supportsExtension(namespace, "findObjects"))
    throw new UnsupportedError("This catalog does not have findObjects.");
  const { path, text, limit, token } = parseFindObjects(request);
  const parts = caller.within(path);
  const start = readToken(token, parts.length);
  const objects: FoundObject[] = [];
  for (let part = start.part; part < parts.length; part++) {
    const found = await namespace
      .findObjects(
        {
          id: parts[part],
          text,
          limit: limit - objects.length,
          page_token: part === start.part ? start.token : undefined,
        },
        options,
      )
      .catch((error: unknown): FindObjectsResponse => {
        // A path of the caller need not exist.
        if (parts.length > 1 && isNamespaceError(error, 1)) return { objects: [] };
        throw error;
      });
    objects.push(...found.objects);
    if (found.page_token) return { objects, page_token: `${part}:${found.page_token}` };
    if (objects.length === limit && part + 1 < parts.length) return { objects, page_token: `${part + 1}:` };
  }
  return { objects };
}

function readToken(token: string | undefined, parts: number): { part: number; token: string | undefined } {
  if (token === undefined) return { part: 0, token: undefined };
  const [, part = "", rest = ""] = /^(\d{1,6}):(.*)$/s.exec(token) ?? [];
  if (part === "" || Number(part) >= parts)
    throw new InvalidInputError("The page token is not from an earlier page of this request.");
  return { part: Number(part), token: rest || undefined };
}
