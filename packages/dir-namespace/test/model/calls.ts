import type { Call } from "./specification.ts";

export const namespace = (
  id: string,
  mode: "create" | "exist_ok" | "overwrite" = "create",
  value = "1",
): Call => ({
  do: "createNamespace",
  id,
  mode,
  value,
});
export const table = (id: string, mode: "create" | "exist_ok" | "overwrite" = "create"): Call => ({
  do: "createTable",
  id,
  mode,
});
export const restrict = (id: string): Call => ({ do: "dropNamespace", id, behavior: "restrict" });
export const cascade = (id: string): Call => ({ do: "dropNamespace", id, behavior: "cascade" });
export const drop = (id: string): Call => ({ do: "dropTable", id });
export const deregister = (id: string): Call => ({ do: "deregisterTable", id });
export const rename = (id: string, to: string): Call => ({ do: "renameTable", id, to });
export const register = (id: string, location = "elsewhere"): Call => ({
  do: "registerTable",
  id,
  location,
});
export const list = (id: string): Call => ({ do: "list", id });
export const alter = (id: string, name: string, value: string): Call => ({
  do: "alterProperties",
  id,
  name,
  value,
});
