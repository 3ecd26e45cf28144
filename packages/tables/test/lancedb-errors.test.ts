import { TableNotFoundError } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { toNamespaceError } from "../src/index.ts";

const call = { table: "user", location: "s3://bucket/user" };
const translate = (message: string) => toNamespaceError(new Error(message), call);
const trace = ", /usr/local/cargo/registry/src/index.crates.io-0/lance-12.0.0/src/dataset.rs:752:44";

describe("toNamespaceError", () => {
  test.each([
    [`lance error: LanceError(IO): disk full${trace}  Caused by: disk full${trace}`, 18],
    [`lance error: Commit conflict for version 3${trace}`, 14],
    [`lance error: Too many concurrent writers. Attempted 20 times${trace}`, 14],
    [
      `Failed to execute merge insert: GenericFailure, lance error: Encountered internal error. Please file a bug report at https://github.com/lance-format/lance/issues. Dataset version 43 does not have a transaction file${trace}`,
      14,
    ],
    [`lance error: LanceError(IO): Generic S3 error: 403 Forbidden${trace}`, 15],
    [`lance error: LanceError(IO): Permission denied (os error 13)${trace}`, 15],
    [`lance error: LanceError(IO): error sending request for url (https://b.example/)${trace}`, 17],
    [`Failed to execute query stream: GenericFailure, Invalid input, Schema error: No field named zz.`, 12],
    [`Failed to execute query stream: GenericFailure, Invalid input, no vector column`, 13],
    // Messages that depend on timing, the system or the version of LanceDB.
    [
      `Failed to execute merge insert: GenericFailure, lance error: Incompatible transaction: This Update transaction is incompatible with concurrent transaction Update at version 7${trace}`,
      14,
    ],
    [
      `lance error: Retryable commit conflict for version 7: This Update transaction was preempted${trace}`,
      14,
    ],
    ["lance error: LanceError(IO): Generic S3 error: AccessDenied", 15],
    ["lance error: LanceError(IO): Operation not permitted", 15],
    ["lance error: LanceError(IO): Read-only file system", 15],
    ["lance error: LanceError(IO): No space left on device", 17],
    ["lance error: LanceError(IO): Disk quota exceeded", 17],
    ["lance error: LanceError(IO): File too large", 17],
    ["lance error: LanceError(IO): Too many open files", 17],
    ["lance error: LanceError(IO): tcp connect error: Connection refused", 17],
    ["lance error: LanceError(IO): connection reset by peer", 17],
    ["lance error: Ref conflict: branch b already exists", 23],
    ["lance error: branch b not found", 22],
    ["lance error: version 9 not found", 11],
    ["Parser error: Error while parsing value x", 13],
    ["lance error: Arrow error: Compute error: overflow", 13],
    ["LanceError(Arrow): Invalid argument error: column lengths differ", 13],
    ["lance error: Schema error: the batch has another schema", 20],
    ["lance error: incompatible schema", 20],
    ["lance error: Utf8 cannot be cast to Int32", 20],
    ["lance error: Nulls found in non nullable field", 20],
    ["A schema must be provided", 13],
    ["Data is required", 13],
    ["lance error: Invalid user input: Error parsing x: (sql parser error: Expected: an expression)", 13],
  ])("%s", (message, code) => {
    const error = translate(message);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/\.rs|cargo|Caused by|GenericFailure|LanceError|lance error/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  test("secrets in URLs are removed from the message", () => {
    const url = "https://user:hunter2@account.blob.example/c/t?sv=2024&sig=c2VjcmV0";
    const { message } = translate(
      `lance error: LanceError(IO): error sending request for url (${url})${trace}`,
    );
    expect(message).toContain("account.blob.example/c/t");
    expect(message).not.toMatch(/hunter2|c2VjcmV0/);
  });

  test("a typed error is unchanged, and a value that is not an error becomes one", () => {
    const typed = new TableNotFoundError("gone");
    expect(toNamespaceError(typed, call)).toBe(typed);
    expect(toNamespaceError("odd", call)).toMatchObject({
      code: 18,
      message: expect.stringContaining("odd"),
    });
  });
});
