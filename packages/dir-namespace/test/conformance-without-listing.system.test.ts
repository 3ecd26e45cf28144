import { testDirectory } from "./support/directory-conformance.ts";

// Tables of other clients at the root are not listed then; every rule of the contract holds all the same.
testDirectory(false);
