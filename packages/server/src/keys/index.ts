export { type Role, roles } from "../access/operation-roles.ts";
export { type Grant, parseGrantPath } from "./key-entry.ts";
export { addKey, type CreatedKey, type ListedKey, listKeys, removeKey } from "./manage-keys.ts";
