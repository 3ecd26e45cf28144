import { expect, test } from "vitest";
import { secretsInUrl } from "../src/index.ts";

test.each([
  ["postgres://ann:pa%20ss@host/db", ["ann:pa%20ss", "ann:pa ss", "pa%20ss", "pa ss"]],
  ["postgres://ann:p:a@one:1,two:2/db", ["ann:p:a", "p:a"]],
  ["postgres://host/db?user=ann&password=hunter%32&sslmode=require", ["hunter%32", "hunter2"]],
  ["postgres://host/db?sslpassword=one#x", ["one"]],
  ["https://a-token@host/path", ["a-token"]],
  // The name of a user, which messages may contain.
  ["postgres://postgres@host/postgres", []],
  ["postgres://postgres:@host/postgres", []],
  ["s3://bucket/user@2.lance", []],
  ["pglite:./folder", []],
  ["ann:pass@host", []],
])("%s", (url, secrets) => {
  expect(secretsInUrl(url)).toEqual(secrets);
});
