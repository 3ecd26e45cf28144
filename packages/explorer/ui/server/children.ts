import { catalog } from "./catalog.ts";

/** A list of names below a namespace. */
export type ListName = "namespaces" | "tables";

/** One page of it. */
export interface NamePage {
  readonly names: readonly string[];
  /** Where the next page begins; empty or absent after the last one. */
  readonly page_token?: string | null | undefined;
}

const limit = 1000;

/** A page of the namespaces or of the tables below a path. */
export async function listNames(
  list: ListName,
  path: readonly string[],
  token: string | null,
  signal: AbortSignal,
): Promise<NamePage> {
  const request = { id: [...path], limit, page_token: token };
  if (list === "namespaces") {
    const { namespaces, page_token } = await catalog.listNamespaces(request, { signal });
    return { names: namespaces, page_token };
  }
  const { tables, page_token } = await catalog.listTables(request, { signal });
  return { names: tables, page_token };
}
