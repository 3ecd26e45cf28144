import { type OperationName, operationTable } from "@lancetree/spec";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  BaseNamespace,
  type CallOptions,
  type Namespace,
  operationNames,
  supportsStagedCreation,
} from "../src/index.ts";
import { MemoryNamespace } from "../src/memory/index.ts";

const operations = Object.keys(operationTable) as OperationName[];

describe("the contract", () => {
  it("has a method for every operation of the specification, and no other", () => {
    expectTypeOf<keyof Namespace>().toEqualTypeOf<OperationName>();
    expect(operations).toHaveLength(54);
    expect(operationNames.toSorted()).toEqual(operations.toSorted());
  });

  it("has methods of one shape", () => {
    type Shape = { [Name in keyof Namespace]: Parameters<Namespace[Name]>[1] };
    expectTypeOf<Shape[keyof Namespace]>().toEqualTypeOf<CallOptions | undefined>();
    expectTypeOf<Awaited<ReturnType<Namespace["countTableRows"]>>["count"]>().toEqualTypeOf<bigint>();
    expectTypeOf<Awaited<ReturnType<Namespace["queryTable"]>>["data"]>().toEqualTypeOf<
      AsyncIterable<Uint8Array>
    >();
  });
});

describe("BaseNamespace", () => {
  it.each(operations)("rejects %s as unsupported, by name", async (operation) => {
    const method = new BaseNamespace()[operation] as (request: object) => Promise<unknown>;
    const pending = method({});
    expect(pending).toBeInstanceOf(Promise);
    await expect(pending).rejects.toMatchObject({ code: 0, name: "UnsupportedError" });
    await expect(pending).rejects.toThrow(operation);
  });
});

it("detects which backends can stage the creation of a table", () => {
  expect(supportsStagedCreation(new MemoryNamespace())).toBe(true);
  expect(supportsStagedCreation(new BaseNamespace())).toBe(false);
  expect(supportsStagedCreation({ createTableWith: true })).toBe(false);
});
