/**
 * The dialect of LanceDB's `connect("db://…")`: the protocol's routes with different bodies and results.
 * The translations are pure functions, so that the handler works with the protocol's models only.
 *
 * @module
 */
import type { CallOptions } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import { isObject } from "../../request/model.ts";
import type { Route } from "../../request/route.ts";
import { translations } from "./translations.ts";

/** The route in this dialect: `GET /v1/table/` lists the names of the root's tables, not the identifiers of all tables. */
export function remoteRoute(route: Route, delimiter: string): Route {
  if (route.operation !== "listAllTables") return route;
  return { operation: "listTables", id: encodeURIComponent(delimiter), indexName: undefined };
}

/** Translates the client's body into the protocol's. */
export function toProtocolBody(operation: OperationName, body: unknown): unknown {
  const translate = translations[operation]?.request;
  const fields = body ?? {};
  return translate && isObject(fields) ? translate(fields) : body;
}

/** The call options that the client's requests imply. */
export const remoteCallOptions: CallOptions = {
  typeNames: "lance",
  keptSchema: "same",
  versionMetadata: true,
};

/** Translates the protocol's result into the one that the client reads. */
export function toRemoteResult(operation: OperationName, result: unknown): unknown {
  const translate = translations[operation]?.response;
  return translate && isObject(result) ? translate(result) : result;
}
