export { nodeListener } from "./listener.ts";
export {
  type ListenOptions,
  type NamespaceServer,
  type ServeOptions,
  serve,
  serveHandler,
  type TlsMaterial,
} from "./serve.ts";
