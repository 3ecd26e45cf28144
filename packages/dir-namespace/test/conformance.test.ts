import { testDirectory } from "./support/directory-conformance.ts";

testDirectory(true);
