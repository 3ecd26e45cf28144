export {
  type Authenticate,
  apiKeys,
  bearerTokens,
  type Caller,
  type Credentials,
  callerOf,
  type Identity,
  type NamedSecret,
} from "./access/authentication.ts";
export type { CallerDescription, DescribeCaller } from "./access/caller-description.ts";
export type { TransferLimits } from "./access/concurrency-limiter.ts";
export type { CorsOptions } from "./access/cors.ts";
export { networkOf } from "./access/network.ts";
export type {
  Authorize,
  AuthorizeRequest,
  DecideStorageAccess,
  PermissionHooks,
  StorageGrant,
  StorageRequest,
} from "./access/permissions.ts";
export { createRateLimiter, type RateLimiter, type RateLimitOptions } from "./access/rate-limit.ts";
export type { ChooseNamespace, ChosenNamespace } from "./choose-namespace.ts";
export type { ServedOperation } from "./extensions/extension.ts";
export { createNamespaceHandler, type NamespaceHandler } from "./handler.ts";
export type { HandlerLimits, HandlerOptions } from "./handler-options.ts";
export { type HeaderCredentials, readCredentials } from "./request/headers.ts";
export type { LogEntry, VendedOptions } from "./telemetry/log-entry.ts";
