/**
 * Provokes each message of LanceDB that this package recognizes, with the installed LanceDB; `storage-failures.system.test.ts` has the
 * others. `pnpm newest` runs both with the newest LanceDB as well and lists the tests that then fail: the messages that have changed.
 */
import { knownMessages } from "../src/errors/lancedb-errors.ts";
import { storageMessages, systemMessages } from "../src/errors/storage-messages.ts";
import { objectFailures } from "./lancedb-failures/object-failures.ts";
import { schemaFailures } from "./lancedb-failures/schema-failures.ts";
import { sqlFailures } from "./lancedb-failures/sql-failures.ts";
import { testFailures } from "./lancedb-failures/test-failures.ts";
import { typeFailures } from "./lancedb-failures/type-failures.ts";

const others = [...storageMessages, ...systemMessages];

testFailures(
  [...sqlFailures, ...objectFailures, ...typeFailures, ...schemaFailures],
  knownMessages.filter((known) => !others.includes(known)),
);
