import type { Operation } from "./specification.ts";

export const namespace = (
  id: string,
  mode: "create" | "exist_ok" | "overwrite" = "create",
  value = "1",
): Operation => ({
  do: "createNamespace",
  id,
  mode,
  value,
});
export const table = (id: string, mode: "create" | "exist_ok" | "overwrite" = "create"): Operation => ({
  do: "createTable",
  id,
  mode,
});
export const restrict = (id: string): Operation => ({ do: "dropNamespace", id, behavior: "restrict" });
export const cascade = (id: string): Operation => ({ do: "dropNamespace", id, behavior: "cascade" });
export const drop = (id: string): Operation => ({ do: "dropTable", id });
export const deregister = (id: string): Operation => ({ do: "deregisterTable", id });
export const rename = (id: string, to: string): Operation => ({ do: "renameTable", id, to });
export const register = (id: string, location = "elsewhere"): Operation => ({
  do: "registerTable",
  id,
  location,
});
export const list = (id: string): Operation => ({ do: "list", id });
