import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";

/** What the page shows. All of it is in the address, after `#`, which browsers do not send to servers. */
export interface Route {
  readonly kind: "namespace" | "table";
  readonly path: readonly string[];
  readonly params: Readonly<Record<string, string>>;
}

const current: Signal<Route> = signal(parseRoute(location.hash));

/** The route in the address. */
export const route: ReadonlySignal<Route> = current;

/** A parameter of the route; an empty string when absent. */
export function param(name: string): string {
  return route.value.params[name] ?? "";
}

/** The path of the route as one string, which changes only with the object. */
export const objectKey: ReadonlySignal<string> = computed(() => keyOf(route.value.path, route.value.kind));

/** Follows the address, after the back button and links. */
export function followAddress(): void {
  addEventListener("hashchange", () => {
    if (formatRoute(current.peek()) !== location.hash) current.value = parseRoute(location.hash);
  });
}

/** Shows something else; `replace` adds no step for the back button. */
export function navigate(next: Route, { replace = false } = {}): void {
  const hash = formatRoute(next);
  if (hash === formatRoute(current.peek())) return;
  current.value = next;
  // Not through `location`: the address must change before the next event.
  history[replace ? "replaceState" : "pushState"](undefined, "", hash);
}

/** Changes parameters of the current object; empty ones disappear from the address. */
export function setParams(
  changes: Readonly<Record<string, string | undefined>>,
  options?: { replace?: boolean },
): void {
  const { kind, path, params } = current.peek();
  const next = Object.fromEntries(
    Object.entries({ ...params, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
    ),
  );
  navigate({ kind, path, params: next }, options);
}

/** The address of a route, for links. */
export function formatRoute({ kind, path, params }: Route): string {
  const names = path.map((name) => `/${encodeURIComponent(name)}`).join("");
  const query = Object.entries(params)
    .map(
      ([name, value]) => `${name}=${encodeURIComponent(value).replaceAll("%20", "+").replaceAll("%2C", ",")}`,
    )
    .join("&");
  return `#/${kind}${names}${query && `?${query}`}`;
}

/** The address of an object. */
export function hrefOf(kind: Route["kind"], path: readonly string[], params: Route["params"] = {}): string {
  return formatRoute({ kind, path, params });
}

export function parseRoute(hash: string): Route {
  const [, kind, names = "", query = ""] =
    /^#\/(namespace|table)((?:\/[^/?]*)*)(?:\?(.*))?$/s.exec(hash) ?? [];
  const path = names.split("/").slice(1).map(decoded);
  const params = Object.fromEntries(new URLSearchParams(query));
  // An address without a table's name shows the catalog.
  return { kind: kind === "table" && path.length > 0 ? "table" : "namespace", path, params };
}

/** Distinguishes objects: no name contains the separator unescaped. */
export function keyOf(path: readonly string[], kind: Route["kind"]): string {
  return `${kind}:${JSON.stringify(path)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
