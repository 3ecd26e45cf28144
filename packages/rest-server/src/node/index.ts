export { nodeListener } from "./listener.ts";
export { type NamespaceServer, type ServeOptions, serve } from "./serve.ts";
