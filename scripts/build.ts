/** Builds the packages: JavaScript and declarations in `dist` of each. See docs/decisions/0001. */
import { buildPackages } from "./build/build-packages.ts";
import { readPackages } from "./workspace.ts";

await buildPackages(readPackages("packages"));
