import { type HttpResponse, type Sent, send } from "../serve/support/http.ts";
import { type ServerProcess, startProgram } from "../serve/support/server-process.ts";

/** A browser that opened a link. */
export interface LinkedBrowser {
  /** The address of the catalog, with a slash at its end. */
  readonly catalog: string;
  readonly cookie: string;
  /** Calls a path of the catalog as the page does. */
  call(path: string, sent?: Sent): Promise<HttpResponse>;
}

/** A `lancetree ui` of its own process. */
export interface UiProcess extends ServerProcess {
  /** The links that it printed so far. */
  readonly links: () => readonly string[];
  /** Does what the page does first. Rejects if the link is not accepted. */
  readonly open: (link: string) => Promise<LinkedBrowser>;
}

const link = /http:\/\/\S+#token=[\w-]+/g;

/** Starts `lancetree ui --no-open` and waits for its first link. */
export async function startUi(
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<UiProcess> {
  const running = await startProgram(["ui", "--no-open", ...words], new RegExp(link), environment);
  return {
    ...running,
    links: () => running.written().match(link) ?? [],
    open: openLink,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

async function openLink(address: string): Promise<LinkedBrowser> {
  const { href, origin, host, hash } = new URL(address);
  const catalog = new URL("..", href).href;
  const path = (rest: string): string => new URL(catalog).pathname + rest;
  const opened = await send(origin, path("lancetree/v1/session"), {
    headers: { origin, host, authorization: `Bearer ${hash.replace("#token=", "")}` },
  });
  if (opened.status !== 204) throw new Error(`The link was refused: ${opened.status} ${opened.text}`);
  const [cookie = ""] = (opened.headers["set-cookie"]?.[0] ?? "").split(";");
  return {
    catalog,
    cookie,
    call: (rest, { headers, ...sent } = {}) =>
      send(origin, path(rest), { ...sent, headers: { host, origin, cookie, ...headers } }),
  };
}
