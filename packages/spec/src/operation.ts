/** What a client or a server has to know of an operation, beside its name, to speak it over HTTP. */
export interface Operation {
  readonly method: "GET" | "POST";
  /** Path template: `{id}` and `{index_name}` stand for parameters. */
  readonly path: string;
  /** Names of the query parameters, `delimiter` included. */
  readonly query: readonly string[];
  /** What the request body holds; `arrow` is an IPC stream, `map` a bare object of strings. */
  readonly body: "json" | "arrow" | "none" | "map";
  /** What the body of a successful response holds; `arrow` is an IPC file, `integer`, `string` and `map` are bare. */
  readonly response: "json" | "arrow" | "integer" | "string" | "map" | "empty";
  /** HTTP status of a successful response; 200 if absent. */
  readonly status?: 200 | 201 | 202;
}
