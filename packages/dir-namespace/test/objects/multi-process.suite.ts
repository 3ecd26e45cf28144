import { describeRaces } from "../processes/multi-process.ts";
import { freshRoot, storageOptions } from "./bucket.ts";

describeRaces(() => ({ root: freshRoot(), storageOptions }));
