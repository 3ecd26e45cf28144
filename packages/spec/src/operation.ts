/** What a client or a server must know about an operation, in addition to its name, to send or serve it over HTTP. */
export interface Operation {
  readonly method: "GET" | "POST";
  /** Path template: `{id}` and `{index_name}` stand for parameters. */
  readonly path: string;
  /** Names of the query parameters, `delimiter` included. */
  readonly query: readonly string[];
  /** The content of the request body; `arrow` is an IPC stream, `map` a plain object of strings. */
  readonly body: "json" | "arrow" | "none" | "map";
  /**
   * The content of a successful response's body; `arrow` is an IPC file. `integer`, `string` and `map` are values
   * without a model around them.
   */
  readonly response: "json" | "arrow" | "integer" | "string" | "map" | "empty";
  /** HTTP status of a successful response; 200 if absent. */
  readonly status?: 200 | 201 | 202;
}
