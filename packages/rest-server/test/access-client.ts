import { createNamespaceHandler, type HandlerOptions } from "../src/index.ts";
import { stubNamespace } from "./support.ts";

interface Sent {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly method?: string;
}

interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: ReturnType<typeof JSON.parse>;
}

/** Sends requests to a handler over a namespace whose operations all succeed. */
export function client(
  options: HandlerOptions,
  namespace = stubNamespace({ ...fine }),
): (path: string, sent?: Sent) => Promise<Received> {
  const handler = createNamespaceHandler(namespace, options);
  return async (path, { headers = {}, body, method = "POST" } = {}) => {
    const response = await handler(
      new Request(`http://host${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === "" ? {} : JSON.parse(text),
    };
  };
}

export const fine = {
  describeTable: () => ({}),
  dropTable: () => ({}),
  renameTable: () => ({}),
  insertIntoTable: () => ({}),
  listAllTables: () => ({ tables: [] }),
  batchCommitTables: () => ({ results: [] }),
  batchCreateTableVersions: () => ({ versions: [] }),
};
export const describeT = "/v1/table/t/describe";
