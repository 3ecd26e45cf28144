import { catalog } from "./catalog.ts";

/** One page of names below a namespace. */
export interface NamePage {
  readonly names: readonly string[];
  readonly next: string | undefined;
}

const limit = 1000;

/** A page of the namespaces below a path. */
export async function listNamespaces(
  path: readonly string[],
  token: string | undefined,
  signal: AbortSignal,
): Promise<NamePage> {
  const page = await catalog.listNamespaces({ id: [...path], limit, ...from(token) }, { signal });
  return { names: page.namespaces, next: page.page_token || undefined };
}

/** A page of the tables below a path. */
export async function listTables(
  path: readonly string[],
  token: string | undefined,
  signal: AbortSignal,
): Promise<NamePage> {
  const page = await catalog.listTables({ id: [...path], limit, ...from(token) }, { signal });
  return { names: page.tables, next: page.page_token || undefined };
}

function from(token: string | undefined): { page_token?: string } {
  return token === undefined ? {} : { page_token: token };
}
