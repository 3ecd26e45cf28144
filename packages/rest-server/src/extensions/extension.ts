import type { CallOptions, extensionTable } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";
import type { CallerDescription } from "../access/caller-description.ts";
import type { ChosenNamespace } from "../choose-namespace.ts";
import type { JsonSchema } from "../request/json-schema.ts";
import type { JsonObject } from "../request/model.ts";

/** The name of a route below `/lancetree/v1/`. */
export type RouteName = keyof typeof extensionTable;

/** An operation of the protocol, or one that only Lancetree's servers have. */
export type ServedOperation = OperationName | RouteName;

/** A route below `/lancetree/v1/`. Its request and its response are JSON objects. */
export interface Extension {
  /** What `authorize` and the log receive. */
  readonly name: RouteName;
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The model of its request; one without fields for a request without a body. */
  readonly model: JsonSchema;
  /** The paths of all objects that a request names; `authorize` decides about each. */
  readonly ids: (request: JsonObject, caller: ExtensionCaller) => string[][];
  readonly run: (call: ExtensionCall) => Promise<object>;
}

/** A call that the caller may make. */
export interface ExtensionCall {
  readonly request: JsonObject;
  readonly chosen: ChosenNamespace;
  readonly options: CallOptions;
  readonly caller: ExtensionCaller;
}

/** What the routes know about the caller. */
export interface ExtensionCaller {
  /** What `describeCaller` returned. */
  readonly description: CallerDescription;
  /**
   * The parts of a namespace that the caller may use: the namespace itself, or the caller's paths below it. Paths are those of the chosen
   * namespace.
   */
  readonly within: (id: readonly string[]) => string[][];
}
