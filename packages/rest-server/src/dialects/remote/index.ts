/**
 * The dialect that `connect("db://…")` of LanceDB speaks: the routes of the protocol, with bodies and answers of its own.
 * Translations are pure, so that the handler needs to know one shape only.
 *
 * @module
 */
import { type CallOptions, type NamespaceError, ServiceUnavailableError } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import { tookTooLong, withHttpDetails } from "../../http-errors.ts";
import { isObject } from "../../request/model.ts";
import type { Route } from "../../request/route.ts";
import { indexTranslations } from "./indices.ts";
import { queryTranslations } from "./query.ts";
import { rowTranslations } from "./rows.ts";
import { tableTranslations } from "./tables.ts";
import { tagTranslations } from "./tags.ts";
import type { Translations } from "./translation.ts";
import { versionTranslations } from "./versions.ts";

const translations: Translations = {
  ...tableTranslations,
  ...rowTranslations,
  ...queryTranslations,
  ...indexTranslations,
  ...tagTranslations,
  ...versionTranslations,
};

/** Where a route leads in this dialect: `GET /v1/table/` lists the names in the root, not all identifiers. */
export function remoteRoute(route: Route, delimiter: string): Route {
  if (route.operation !== "listAllTables") return route;
  return { operation: "listTables", id: encodeURIComponent(delimiter), indexName: undefined };
}

/** The protocol's body for what the client sent. */
export function fromRemote(operation: OperationName, body: unknown): unknown {
  const translate = translations[operation]?.request;
  const given = body ?? {};
  return translate && isObject(given) ? translate(given) : body;
}

/** How the client means what it asks. */
export const remoteOptions: CallOptions = {
  typeNames: "lance",
  keptSchema: "same",
  versionMetadata: true,
};

/** What the client reads for the protocol's answer. */
export function toRemote(operation: OperationName, answer: unknown): unknown {
  const translate = translations[operation]?.response;
  return translate && isObject(answer) ? translate(answer) : answer;
}

/** The time that the client gives a query or a merge, in milliseconds; 0 is no time at all. */
export function remoteTimeout(headers: Headers): number | undefined {
  const text = headers.get("x-request-timeout-ms") ?? "";
  const milliseconds = Number(text);
  return /^\d+$/.test(text) && milliseconds < 2 ** 31 ? milliseconds : undefined;
}

/**
 * What a call that took longer than its client allowed is answered with: 408, because the client repeats a 503, and what is
 * late once is late again.
 */
export function remoteTimeoutError(
  milliseconds: number,
  operation: OperationName | undefined,
): NamespaceError {
  const words = operation === undefined ? undefined : lateWords[operation];
  const error = words ? new ServiceUnavailableError(words(milliseconds)) : tookTooLong(milliseconds);
  return withHttpDetails(error, { status: 408 });
}

const lateQuery = (milliseconds: number): string => `Query timeout: it took longer than ${milliseconds} ms.`;

/** Programs look for what LanceDB says of these. */
const lateWords: { readonly [Name in OperationName]?: (milliseconds: number) => string } = {
  queryTable: lateQuery,
  analyzeTableQueryPlan: lateQuery,
  mergeInsertIntoTable: (milliseconds) =>
    `merge insert timed out after ${milliseconds} ms. What it came to is unknown.`,
};
