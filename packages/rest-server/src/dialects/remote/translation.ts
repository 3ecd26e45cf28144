import type { OperationName } from "@lancetree/spec";
import type { JsonObject } from "../../request/model.ts";

/** How one operation of the remote dialect maps to the protocol's; what is not said stays as it is. */
export interface Translation {
  /** Turns the body of the client, `{}` where it sent none, into the protocol's; checked afterwards. */
  readonly request?: (body: JsonObject) => JsonObject;
  /** Turns the protocol's answer into what the client reads. */
  readonly response?: (answer: JsonObject) => unknown;
}

/** The operations that differ. */
export type Translations = { readonly [Name in OperationName]?: Translation };
