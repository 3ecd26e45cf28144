import type { CallOptions } from "./call-options.ts";
import { InvalidInputError } from "./errors.ts";
import { validateAddress } from "./identifier.ts";
import { searchFor } from "./search-for.ts";
import type { ObjectKind } from "./tree.ts";

/** What to find. */
export interface FindObjectsRequest {
  /** Finds only objects below this namespace; default the root. */
  readonly id?: readonly string[] | null | undefined;
  /**
   * A part of the name, in upper or lower case. It may contain a `/` between names (`search/us`); at least its last character must be in
   * the object's own name.
   */
  readonly text: string;
  /** The maximum number of objects in a page, from 1 to 1,000; default 100. */
  readonly limit?: number | null | undefined;
  /** The token of the page before, with the same `id`. A token leads to no object outside of `id`. */
  readonly page_token?: string | null | undefined;
}

/** An object that was found. */
export interface FoundObject {
  id: string[];
  kind: ObjectKind;
}

/** One page of objects, in the order of the bytes of their paths. */
export interface FindObjectsResponse {
  objects: FoundObject[];
  /** Present only when more may follow. */
  page_token?: string;
}

/** An optional ability of a namespace, which is not in the protocol: to find objects by their names. */
export interface ObjectFinding {
  /**
   * Finds the namespaces and tables below a namespace, at any depth, whose names contain a text. Objects without an entry in the catalog,
   * which exist by their folder or their content alone, are not found.
   *
   * Rejects with NamespaceNotFound (1) and InvalidInput (13).
   */
  findObjects(request: FindObjectsRequest, options?: CallOptions): Promise<FindObjectsResponse>;
}

const maxTextLength = 1024;
const maxFound = 1000;

/**
 * Reads a FindObjects request.
 *
 * @throws InvalidInputError
 */
export function parseFindObjects(request: { readonly [Name in keyof FindObjectsRequest]?: unknown }): {
  path: string[];
  text: string;
  matches: (path: readonly string[]) => boolean;
  limit: number;
  token: string | undefined;
} {
  const { id, text, limit, page_token: token } = request;
  if (typeof text !== "string" || text === "" || text.length > maxTextLength)
    throw new InvalidInputError(`The text must be a string of 1 to ${maxTextLength} characters.`);
  const size: unknown = limit ?? 100;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 1 || size > maxFound)
    throw new InvalidInputError(`The limit must be an integer from 1 to ${maxFound}.`);
  if (token !== undefined && token !== null && typeof token !== "string")
    throw new InvalidInputError("The page token must be a string.");
  return {
    path: validateAddress(id ?? []),
    text,
    matches: matcher(text),
    limit: size,
    token: token || undefined,
  };
}

/** The text must end in the object's own name: otherwise everything below a namespace would be found with it. */
function matcher(text: string): (path: readonly string[]) => boolean {
  const expected = text.toLowerCase();
  const isIn = searchFor(expected);
  return (path) => {
    const whole = path.join("/").toLowerCase();
    const name = (path.at(-1) ?? "").toLowerCase();
    return isIn(whole.slice(Math.max(0, whole.length - name.length - expected.length + 1)));
  };
}
