/** Seeds in a process of its own: what starts from a large process counts that one's memory as its own peak. */
import { type Seed, seed } from "./seed.ts";

await seed(JSON.parse(process.argv[2] ?? "") as Seed);
process.stdout.write("{}");
