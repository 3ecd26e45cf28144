export { operationRoles, type Role, roles } from "./access/operation-roles.ts";
export type { AuditEntry, AuditedOptions, Outcome } from "./logs/audit-entry.ts";
export { type RunningServer, startServer } from "./server.ts";
export { isServerOptionError, type ServerOption, ServerOptionError } from "./server-option-error.ts";
export type {
  DirectorySourceOptions,
  FederationSourceOptions,
  LinkOptions,
  NamespaceSourceOptions,
  ServePages,
  ServerLimits,
  ServerOptions,
  ServerSource,
  TlsFiles,
  WriteAuditEntry,
} from "./server-options.ts";
