import { InternalError, InvalidInputError } from "./errors.ts";
import { compareBytes } from "./order.ts";
import { typeName } from "./quote.ts";

/** The fields of a list request that select a page. */
export interface PageRequest {
  /** Select only names after this one; absent, null and `""` select from the beginning. The name itself need not exist. */
  readonly page_token?: string | null | undefined;
  /** The maximum number of names, at least 1; all names when absent. */
  readonly limit?: number | null | undefined;
}

/** One page of names. */
export interface NamePage {
  names: string[];
  /** Present only when more names follow. */
  page_token?: string;
}

/** The items of all pages, one after the other, or the pages themselves. */
export interface Pages<Page, Item> extends AsyncIterable<Item> {
  pages(): AsyncIterable<Page>;
}

/** Options of {@link paginate}. */
export interface PaginateOptions {
  /** Ends the iteration: the next step rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks the fields of a list request that select a page.
 *
 * @throws InvalidInputError unless `limit` is a positive integer and `page_token` a string (or they are absent or null)
 */
export function validatePageRequest(request: PageRequest): PageRequest {
  const { page_token: token, limit } = request;
  if (limit !== undefined && limit !== null && !(Number.isSafeInteger(limit) && limit > 0)) {
    const printed = typeof limit === "number" ? String(limit) : typeName(limit);
    throw new InvalidInputError(`The limit of a page must be a positive integer, not ${printed}.`);
  }
  if (token !== undefined && token !== null && typeof token !== "string") {
    throw new InvalidInputError(`A page token must be a string, not ${typeName(token)}.`);
  }
  return { page_token: token, limit };
}

/**
 * Selects one page of all names: those after the token, at most `limit` of them. The next token is the page's last
 * name, so pages stay correct if names are added or removed between two calls.
 *
 * @param sortedNames - unique names, ascending as {@link compareBytes} orders them
 * @throws InvalidInputError as {@link validatePageRequest} does
 */
export function pageOf(sortedNames: readonly string[], request: PageRequest = {}): NamePage {
  const { page_token: token, limit } = validatePageRequest(request);
  const start = token ? firstAfter(sortedNames, token) : 0;
  const names = sortedNames.slice(start, limit ? start + limit : undefined);
  const last = names.at(-1);
  return last !== undefined && start + names.length < sortedNames.length
    ? { names, page_token: last }
    : { names };
}

/**
 * Iterates over all pages of a list, and requests each page only when it is needed.
 *
 * ```ts
 * const names = paginate(
 *   (pageToken) => namespace.listTables({ id: ["prod"], page_token: pageToken }),
 *   (page) => page.tables,
 * );
 * for await (const name of names) await visit(name);
 * ```
 *
 * A page may be empty although more pages follow. The iteration ends when a token is absent, null or empty. If the
 * caller leaves the loop early, no further page is requested.
 *
 * @param fetchPage - receives the page token; null for the first page
 * @throws InternalError if a token is returned a second time, because the iteration would not end
 */
export function paginate<Page extends { page_token?: string | null | undefined }, Item>(
  fetchPage: (pageToken: string | null) => Promise<Page>,
  items: (page: Page) => Iterable<Item>,
  options: PaginateOptions = {},
): Pages<Page, Item> {
  const pages = (): AsyncGenerator<Page> => walk(fetchPage, options.signal);
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const page of pages()) {
        for (const item of items(page)) {
          options.signal?.throwIfAborted();
          yield item;
        }
      }
    },
  };
}

async function* walk<Page extends { page_token?: string | null | undefined }>(
  fetchPage: (pageToken: string | null) => Promise<Page>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let token: string | null = null;
  do {
    signal?.throwIfAborted();
    const page = await fetchPage(token);
    signal?.throwIfAborted();
    yield page;
    token = page.page_token || null;
    if (token !== null && seen.has(token)) {
      throw new InternalError("The list does not end: the same page token was returned twice.");
    }
    if (token !== null) seen.add(token);
  } while (token !== null);
}

function firstAfter(sortedNames: readonly string[], token: string): number {
  let low = 0;
  let high = sortedNames.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytes(sortedNames[middle] ?? "", token) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
