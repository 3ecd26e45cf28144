export { readTextFile } from "./read-text-file.ts";
