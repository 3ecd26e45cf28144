import type { Fetch } from "../../src/index.ts";

/** A mistake of a client or a server, as it shows between the two. */
export interface WireMutant {
  readonly bug: string;
  /** The rules of the kit whose cases must find it. */
  readonly rules: readonly string[];
  readonly fetch: Fetch;
}

type Json = Readonly<Record<string, unknown>>;

const succeeds = ({ status }: Response): boolean => status < 300;

/** Sends another address. */
const address =
  (change: (url: URL) => void): Fetch =>
  (request) => {
    const url = new URL(request.url);
    change(url);
    return fetch(new Request(url, request));
  };

const withoutQuery = (...names: string[]): Fetch =>
  address((url) => {
    for (const name of names) url.searchParams.delete(name);
  });

/** Sends another JSON body. */
const body =
  (change: (body: Json) => Json): Fetch =>
  async (request) => {
    if (!request.headers.get("content-type")?.includes("json")) return fetch(request);
    const changed = change((await request.clone().json()) as Json);
    const { url, method, headers, signal } = request;
    return fetch(url, { method, headers, signal, body: JSON.stringify(changed) });
  };

const without =
  (...fields: string[]) =>
  (value: Json): Json =>
    Object.fromEntries(Object.entries(value).filter(([name]) => !fields.includes(name)));

/** Changes a JSON response, where `applies`. */
const changeResponse =
  (
    applies: (response: Response, request: Request) => boolean,
    change: (body: Json) => Json,
    newStatus?: (status: number) => number,
  ): Fetch =>
  async (request) => {
    const response = await fetch(request);
    if (!applies(response, request)) return response;
    const text = await response.text();
    const { status, headers } = response;
    const changed = change(text === "" ? {} : (JSON.parse(text) as Json));
    return new Response(JSON.stringify(changed), {
      status: newStatus?.(status) ?? status,
      headers: { "content-type": headers.get("content-type") ?? "application/json" },
    });
  };

const failure = (response: Response): boolean => !succeeds(response);
const swapped = (one: number, other: number): Fetch =>
  changeResponse(failure, (error) => {
    const { code } = error;
    return { ...error, code: code === one ? other : code === other ? one : code };
  });
const isRoute =
  (route: RegExp) =>
  (response: Response, request: Request): boolean =>
    succeeds(response) && route.test(new URL(request.url).pathname);

/** Mistakes of the wire on names and modes, which need no data. */
export const wireMutants: readonly WireMutant[] = [
  {
    bug: "the client does not send `mode` of a namespace",
    rules: ["create mode", "drop mode", "mode spelling"],
    fetch: body(without("mode")),
  },
  { bug: "the client does not send `mode` of a table", rules: ["create mode"], fetch: withoutQuery("mode") },
  { bug: "the client does not send `behavior`", rules: ["drop behavior"], fetch: body(without("behavior")) },
  {
    bug: "the client loses the properties of what it declares",
    rules: ["properties"],
    fetch: body(without("properties")),
  },
  {
    bug: "the client loses the properties of the tables that it creates",
    rules: ["properties"],
    fetch: withoutQuery("properties"),
  },
  { bug: "the client does not send `page_token`", rules: ["pages"], fetch: withoutQuery("page_token") },
  { bug: "the client does not send `limit`", rules: ["pages"], fetch: withoutQuery("limit") },
  {
    bug: "the client does not send `include_declared`",
    rules: ["table names"],
    fetch: withoutQuery("include_declared"),
  },
  {
    bug: "the client does not send `check_declared`",
    rules: ["table names"],
    fetch: withoutQuery("check_declared"),
  },
  { bug: "the delimiter is not honored", rules: ["visible effects"], fetch: withoutQuery("delimiter") },
  {
    bug: "an empty new_namespace_id is taken for an absent one",
    rules: ["table names"],
    fetch: body((request) =>
      Array.isArray(request["new_namespace_id"]) && request["new_namespace_id"].length === 0
        ? without("new_namespace_id")(request)
        : request,
    ),
  },
  {
    bug: "identifiers are encoded twice",
    rules: ["path shape"],
    fetch: address((url) => {
      url.pathname = url.pathname.replaceAll("%", "%25");
    }),
  },
  {
    bug: "an identifier ends at its first delimiter",
    rules: ["path shape"],
    fetch: async (request) => {
      const url = new URL(request.url);
      url.pathname = url.pathname.replace(/(namespace|table)\/([^/%]+)%24[^/]+/, "$1/$2");
      const method = request.method;
      if (method === "GET") return fetch(new Request(url, request));
      const sent = (await request.clone().text()) || "{}";
      const isJson = request.headers.get("content-type")?.includes("json") ?? false;
      if (!isJson) return fetch(new Request(url, request));
      const { id: _, ...rest } = JSON.parse(sent) as Json;
      return fetch(url, { method, headers: request.headers, body: JSON.stringify(rest) });
    },
  },
  {
    bug: "the server drops `page_token`",
    rules: ["pages"],
    fetch: changeResponse(isRoute(/\/list$|\/v1\/table$/), without("page_token")),
  },
  {
    bug: "the server loses the properties that it describes",
    rules: ["properties", "create mode"],
    fetch: changeResponse(isRoute(/\/describe$/), (described) => ({ ...described, properties: {} })),
  },
  {
    bug: "the server omits properties instead of sending {}",
    rules: ["properties"],
    fetch: changeResponse(isRoute(/\/(create|describe|declare|register)$/), (described) =>
      JSON.stringify(described["properties"]) === "{}" ? without("properties")(described) : described,
    ),
  },
  {
    bug: "the server lists tables by identifier where names are wanted",
    rules: ["path shape"],
    fetch: changeResponse(isRoute(/\/table\/list$/), (list) => ({
      ...list,
      tables: (list["tables"] as string[]).map((name) => `prod$${name}`),
    })),
  },
  { bug: "codes 1 and 4 are swapped", rules: ["missing parent", "required parents"], fetch: swapped(1, 4) },
  { bug: "codes 2 and 5 are swapped", rules: ["wrong kind", "one id space"], fetch: swapped(2, 5) },
  { bug: "codes 3 and 13 are swapped", rules: ["drop behavior", "root"], fetch: swapped(3, 13) },
  { bug: "codes 0 and 18 are swapped", rules: ["unsupported"], fetch: swapped(0, 18) },
  {
    bug: "errors have a status and no code, and a taken name has that of a missing one",
    rules: ["create mode"],
    fetch: changeResponse(failure, without("code"), (status) => (status === 409 ? 404 : status)),
  },
  {
    bug: "errors have a status and no code, and a bad request has that of a broken server",
    rules: ["component names"],
    fetch: changeResponse(failure, without("code"), (status) => (status === 400 ? 500 : status)),
  },
  {
    bug: "errors have no message",
    rules: ["error shape", "create mode"],
    fetch: changeResponse(failure, without("error", "detail")),
  },
  {
    bug: "errors contain the stack of the server",
    rules: ["error shape"],
    fetch: changeResponse(failure, (error) => ({
      ...error,
      error: `${String(error["error"])} at handle (node_modules/catalog/handler.js:10:3)`,
    })),
  },
  {
    bug: "everything exists",
    rules: ["required parents", "missing parent", "drop mode"],
    fetch: async (request) =>
      new URL(request.url).pathname.endsWith("/exists")
        ? new Response(null, { status: 200 })
        : fetch(request),
  },
  {
    bug: "a failure has status 200",
    rules: ["create mode"],
    fetch: changeResponse(
      failure,
      (error) => error,
      () => 200,
    ),
  },
];

/** Mistakes of the wire on what is inside of tables. */
export const dataWireMutants: readonly (Omit<WireMutant, "rules"> & { readonly cases: RegExp })[] = [
  {
    bug: "the client does not send `mode` of an insert",
    cases: /^insertIntoTable: Overwrite/,
    fetch: withoutQuery("mode"),
  },
  {
    bug: "a merge goes to the main branch",
    cases: /^mergeInsertIntoTable: works on a branch/,
    fetch: withoutQuery("branch"),
  },
  {
    bug: "a merge sends its first key column only",
    cases: /^mergeInsertIntoTable: rows match by all/,
    fetch: address((url) => {
      const [first] = url.searchParams.getAll("on");
      if (first !== undefined) url.searchParams.set("on", first);
    }),
  },
  {
    bug: "a switch of a merge travels as a number",
    cases: /^mergeInsertIntoTable: updates what matches/,
    fetch: address((url) => {
      if (url.searchParams.get("when_matched_update_all") === "true") {
        url.searchParams.set("when_matched_update_all", "1");
      }
    }),
  },
  {
    bug: "the versions of a branch are those of the main one",
    cases: /^listTableVersions: a branch/,
    fetch: withoutQuery("branch"),
  },
  {
    bug: "a description has no details",
    cases: /^describeTable: load_detailed/,
    fetch: withoutQuery("load_detailed_metadata"),
  },
  { bug: "a count counts all", cases: /^countTableRows: all rows/, fetch: body(without("predicate")) },
  { bug: "a query has no filter", cases: /^queryTable: a filter$/, fetch: body(without("filter")) },
  {
    bug: "a response with rows ends early",
    cases: /^queryTable: an order/,
    fetch: async (request) => {
      const response = await fetch(request);
      if (!new URL(request.url).pathname.endsWith("/query")) return response;
      const bytes = await response.arrayBuffer();
      return new Response(bytes.slice(0, bytes.byteLength / 2), { status: response.status });
    },
  },
  {
    bug: "an upload ends early",
    cases: /^insertIntoTable: appends/,
    fetch: async (request) => {
      if (!new URL(request.url).pathname.endsWith("/insert")) return fetch(request);
      const bytes = await request.arrayBuffer();
      const { method, headers } = request;
      return fetch(request.url, { method, headers, body: bytes.slice(0, bytes.byteLength - 20) });
    },
  },
];
