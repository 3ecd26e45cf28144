/**
 * Provokes each message about other writers, disks, object stores and networks, with separate processes and mounts. Lance retries a merge
 * for 30 seconds before it fails, and no option makes it fail earlier.
 */
import { storageMessages, systemMessages } from "../src/errors/storage-messages.ts";
import { storageFailures } from "./lancedb-failures/storage-failures.ts";
import { testFailures } from "./lancedb-failures/test-failures.ts";

testFailures(storageFailures, [...storageMessages, ...systemMessages]);
