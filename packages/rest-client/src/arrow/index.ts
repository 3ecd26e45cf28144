export { type RowSource, readBatches, readTable } from "./read.ts";
export { toArrowStream } from "./write.ts";
