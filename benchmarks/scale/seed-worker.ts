/** Seeds in a process of its own: what starts from a large process counts that one's memory as its own peak. */
import { type Order, seed } from "./seed.ts";

const [root = "", objects = "", order = "sorted"] = process.argv.slice(2);
await seed(root, Number(objects), order as Order);
