import type { CallOptions, ExtensionName } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import type { ChosenNamespace } from "../choose-namespace.ts";
import type { JsonObject } from "../request/model.ts";

/** An operation of the protocol, or one that only Lancetree's servers have. */
export type ServedOperation = OperationName | ExtensionName;

/** A route below `/lancetree/v1/`. Its request and its response are JSON objects. */
export interface Extension {
  /** What `authorize` and the log receive. */
  readonly name: ExtensionName;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The paths of all objects that a request names; `authorize` decides about each. */
  readonly ids: (request: JsonObject) => string[][];
  readonly run: (call: ExtensionCall) => Promise<object>;
}

/** A call that the caller may make. */
export interface ExtensionCall {
  readonly request: JsonObject;
  readonly chosen: ChosenNamespace;
  readonly options: CallOptions;
}
