export { type ExplorerHandler, type ExplorerOptions, explorerHandler } from "./handler.ts";
