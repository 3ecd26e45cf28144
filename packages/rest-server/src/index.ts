export {
  type Authenticate,
  apiKeys,
  bearerTokens,
  type Caller,
  type Credentials,
  callerOf,
  type Identity,
  type NamedSecret,
} from "./authentication.ts";
export type { ChooseNamespace, ChosenNamespace } from "./choose-namespace.ts";
export type { CorsOptions } from "./cors.ts";
export { createNamespaceHandler, type NamespaceHandler } from "./handler.ts";
export type { Authorize, HandlerLimits, HandlerOptions, MayVend, RowCallLimits } from "./handler-options.ts";
export type { LogEntry } from "./log.ts";
export { networkOf } from "./network.ts";
export type { RateLimitOptions } from "./rate-limit.ts";
