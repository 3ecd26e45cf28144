import { createSample } from "./sample.ts";

/** Fills the catalog at an address with the sample. */
await createSample(process.argv[2] ?? "");
