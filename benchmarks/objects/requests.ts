import type { IncomingHttpHeaders } from "node:http";

/** What a request asks of the store. A conditional put succeeds only if no object of that key exists. */
export const requestKinds = [
  "GET",
  "HEAD",
  "LIST",
  "PUT",
  "conditional PUT",
  "COPY",
  "DELETE",
  "POST",
] as const;

export type RequestKind = (typeof requestKinds)[number];

/** A request as the proxy saw it. */
export interface SeenRequest {
  readonly kind: RequestKind;
  /** The key, or the prefix of a list, without the bucket and the first folder in it, which is the catalog's root. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly begin: number;
  readonly end: number;
}

/** Reads a request in path style: `/bucket/root/key`. */
export function readRequest(
  method: string,
  url: string,
  headers: IncomingHttpHeaders,
): Pick<SeenRequest, "kind" | "key"> {
  const { pathname, searchParams } = new URL(url, "http://store");
  const path = decodeURIComponent(pathname).split("/").slice(2).join("/");
  const isList = method === "GET" && (searchParams.has("list-type") || searchParams.has("prefix"));
  const key = isList ? (searchParams.get("prefix") ?? "") : path;
  return { kind: kindOf(), key: key.split("/").slice(1).join("/") };

  function kindOf(): RequestKind {
    if (isList) return "LIST";
    if (method === "GET" || method === "HEAD") return method;
    if (method === "DELETE" || (method === "POST" && searchParams.has("delete"))) return "DELETE";
    if (method !== "PUT") return "POST";
    if (headers["x-amz-copy-source"] !== undefined) return "COPY";
    return headers["if-none-match"] === undefined ? "PUT" : "conditional PUT";
  }
}

/**
 * The requests of one call in rounds: those of a round do not wait for each other. The number of rounds is the longest chain of requests
 * each of which began after the one before had ended.
 */
export function roundsOf(requests: readonly SeenRequest[]): SeenRequest[][] {
  const rounds: SeenRequest[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const request of requests.toSorted((left, right) => left.begin - right.begin)) {
    const last = rounds.at(-1);
    if (last === undefined || request.begin >= end) {
      rounds.push([request]);
      end = request.end;
    } else {
      last.push(request);
      end = Math.min(end, request.end);
    }
  }
  return rounds;
}

const purposes: readonly (readonly [RegExp, string])[] = [
  [/^LIST __manifest\/_versions/, "find the newest version"],
  [/^HEAD __manifest\/_versions/, "see whether a version exists"],
  [/^GET __manifest\/_versions/, "read a version file"],
  [/^(conditional )?PUT __manifest\/_versions/, "commit"],
  [/^(conditional )?PUT __manifest\/_transactions/, "write the transaction"],
  [/^GET __manifest\/_transactions/, "read another commit's transaction"],
  [/^(PUT|POST) __manifest\/data/, "write rows"],
  [/^(GET|HEAD) __manifest\/data/, "read rows"],
  [/^(PUT|POST) __manifest\/_deletions/, "write which rows are deleted"],
  [/^GET __manifest\/_deletions/, "read which rows are deleted"],
  [/^DELETE __manifest/, "remove an unused file"],
  [/^(LIST|HEAD|GET|PUT|conditional PUT) __manifest\/_indices/, "indices of the rows"],
  [/^LIST __manifest/, "see whether the catalog exists"],
  [/__lancetree\/conditional-put/, "check that the store honors conditional puts"],
  [/^LIST [^_]*_versions/, "find the newest version of the table"],
  [/^HEAD [^_]*.*_versions/, "see whether a version of the table exists"],
  [/^GET .*_versions/, "read the table's version file"],
  [/^(conditional )?PUT .*_versions/, "commit the table's first version"],
  [/^(conditional )?PUT .*_transactions/, "write the table's transaction"],
  [/^(PUT|POST) .*data/, "write the table's rows"],
  [/partial/, "mark the folder as incomplete"],
  [/^LIST/, "look into the table's folder"],
];

/** What a request is for, in the words of the report. */
export function purposeOf({ kind, key }: SeenRequest): string {
  const subject = `${kind} ${key}`;
  return (
    purposes.find(([pattern]) => pattern.test(subject))?.[1] ?? subject.replaceAll(/[0-9a-f-]{8,}/g, "*")
  );
}
