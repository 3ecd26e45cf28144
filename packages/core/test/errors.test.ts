import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as core from "../src/index.ts";
import {
  type ErrorCode,
  errorCodes,
  errorFromCode,
  fromErrorResponse,
  isNamespaceError,
  toErrorResponse,
} from "../src/index.ts";

const code = fc.constantFrom(...errorCodes.map((entry) => entry.code));

describe("the table of codes", () => {
  it("holds the numbers 0 to 23, each at its place", () => {
    expect(errorCodes.map((entry) => entry.code)).toEqual(Array.from({ length: 24 }, (_, index) => index));
  });

  it("says what the protocol says", () => {
    expect(errorCodes.map((entry) => entry.status)).toEqual([
      406, 404, 409, 409, 404, 409, 404, 409, 404, 409, 404, 404, 404, 400, 409, 403, 401, 503, 500, 409, 400,
      429, 404, 409,
    ]);
    expect(errorCodes.filter((entry) => entry.retryable).map((entry) => entry.code)).toEqual([14, 17, 21]);
  });

  it.each(errorCodes)(
    "$name ($code) has a class of that name",
    ({ code: number, name, status, retryable }) => {
      const Class = Object.getPrototypeOf(errorFromCode(number, "x"))
        .constructor as typeof core.InternalError;
      expect(Object.entries(core)).toContainEqual([name, Class]);
      const error = new Class("what happened", { detail: "more", instance: "request-1", cause: "why" });
      expect(error).toBeInstanceOf(core.NamespaceError);
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({
        code: number,
        name,
        status,
        isRetryable: retryable,
        message: "what happened",
      });
      expect(error).toMatchObject({ detail: "more", instance: "request-1", cause: "why" });
      expect(String(error)).toBe(`${name}: what happened`);
    },
  );

  it("leaves no cause where none was given", () => {
    expect("cause" in new core.InternalError("x")).toBe(false);
  });
});

describe("isNamespaceError", () => {
  it("recognizes errors of another copy of the package, which instanceof does not", async () => {
    vi.resetModules();
    const other = await import("../src/index.ts");
    expect(other.TableNotFoundError).not.toBe(core.TableNotFoundError);
    const error: unknown = new other.TableNotFoundError("x");
    expect(error).not.toBeInstanceOf(core.NamespaceError);
    expect(isNamespaceError(error)).toBe(true);
    expect(isNamespaceError(error, 4)).toBe(true);
    expect(isNamespaceError(error, 1)).toBe(false);
    expect(toErrorResponse(error)).toEqual({ error: "x", code: 4 });
  });

  it.each([undefined, null, 4, "TableNotFoundError", {}, { code: 4 }, new Error("x"), () => 4])(
    "refuses %s",
    (value) => {
      expect(isNamespaceError(value)).toBe(false);
    },
  );
});

describe("error responses", () => {
  it("are the inverse of reading them, for every code", () => {
    fc.assert(
      fc.property(
        code,
        fc.string({ unit: "binary" }),
        fc.option(fc.string(), { nil: undefined }),
        fc.option(fc.string(), { nil: undefined }),
        (number, message, detail, instance) => {
          const error = errorFromCode(number, message, { detail, instance });
          const body = JSON.parse(JSON.stringify(toErrorResponse(error))) as unknown;
          const back = fromErrorResponse(body, error.status);
          expect(back).toMatchObject({ name: error.name, code: number, message, status: error.status });
          expect([back.detail, back.instance, back.isRetryable]).toEqual([
            detail,
            instance,
            error.isRetryable,
          ]);
          expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(error));
        },
      ),
    );
  });

  it("carry no stack, no cause and nothing of an unknown error", () => {
    const error = new core.InternalError("broken", { cause: new Error("secret cause") });
    expect(toErrorResponse(error)).toEqual({ error: "broken", code: 18 });
    expect(toErrorResponse(new Error("secret"))).toEqual({ error: "Internal error", code: 18 });
    expect(toErrorResponse("secret")).toEqual({ error: "Internal error", code: 18 });
  });

  it("are classified by the code, for every status", () => {
    expect(fromErrorResponse({ code: 4, error: "gone" }, 500)).toMatchObject({ code: 4, message: "gone" });
  });

  it.each([24, -1, 1.5, Number.NaN, "4", null])("with code %s are internal", (number) => {
    expect(fromErrorResponse({ code: number, error: "odd" })).toMatchObject({ code: 18, message: "odd" });
  });

  it.each<[number, ErrorCode]>([
    [400, 13],
    [401, 16],
    [403, 15],
    [406, 0],
    [429, 21],
    [502, 17],
    [503, 17],
    [504, 17],
    [500, 18],
    [404, 18],
    [409, 18],
  ])("without a code are judged by status %i: code %i", (status, number) => {
    for (const body of [undefined, null, "", "<html>", {}, [], 7]) {
      expect(fromErrorResponse(body, status)).toMatchObject({ code: number });
      expect(fromErrorResponse(body, status).message).toContain(String(status));
    }
  });
});
