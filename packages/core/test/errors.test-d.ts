/** Narrowing by `isNamespaceError`. `tsc` checks this file; it never runs. */
import { describe, expectTypeOf, test } from "vitest";
import {
  type ErrorCode,
  isNamespaceError,
  type NamespaceError,
  type NamespaceNotFoundError,
  type TableNotFoundError,
} from "../src/index.ts";

describe("isNamespaceError", () => {
  const thrown: unknown = new Error("anything");

  test("without a code it narrows to the common class", () => {
    if (!isNamespaceError(thrown)) return;
    expectTypeOf(thrown).toExtend<NamespaceError>();
    expectTypeOf(thrown.code).toEqualTypeOf<ErrorCode>();
    expectTypeOf(thrown.isRetryable).toEqualTypeOf<boolean>();
  });

  test("with a code it narrows to that code", () => {
    if (!isNamespaceError(thrown, 4)) return;
    expectTypeOf(thrown.code).toEqualTypeOf<4>();
    expectTypeOf(thrown).toExtend<TableNotFoundError>();
    expectTypeOf(thrown).not.toExtend<NamespaceNotFoundError>();
  });

  test("only codes of the protocol are taken", () => {
    expectTypeOf<Parameters<typeof isNamespaceError>[1]>().toEqualTypeOf<ErrorCode | undefined>();
    expectTypeOf<24>().not.toExtend<ErrorCode>();
  });
});
