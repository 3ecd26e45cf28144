import { expect, test } from "vitest";
import { storageGrant } from "../src/access/permissions.ts";
import type { Grant } from "../src/keys/key-entry.ts";

const grant: Grant = { name: "key", role: "read" };

test.each([
  ["reads", {}, { permission: "read", unlimited: false }],
  ["writes", { role: "write" }, { permission: "write", unlimited: true }],
  ["is an admin", { role: "admin" }, { permission: "admin", unlimited: true }],
  [
    "writes below a path",
    { role: "write", paths: [["prod", "search"]] },
    { permission: "write", unlimited: false },
  ],
  ["is for another path", { role: "admin", paths: [["prod", "other"]] }, undefined],
  ["is for a longer path", { role: "admin", paths: [["prod", "search", "t", "x"]] }, undefined],
  ["is for another database", { databases: ["other"] }, undefined],
  ["is for this database", { databases: ["db"] }, { permission: "read", unlimited: false }],
] as const)("a key that %s", (_, change, expected) => {
  const key: Grant = { ...grant, ...change };
  expect(storageGrant(key, "db", ["prod", "search", "t"])).toEqual(expected);
});
