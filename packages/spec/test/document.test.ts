import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { operationsOf, parametersOf, responsesOf, type Schema } from "../scripts/document.ts";
import { errorsOf } from "../scripts/operation-errors.ts";
import { document } from "./package.ts";

const operations = operationsOf(document);
const schemas = Object.entries(document.components?.schemas ?? {});
/** The codes that every operation may fail with; no operation lists them. */
const generalCodes = [0, 13, 15, 16, 17, 18, 21];
const everyStatus = ["400", "401", "403", "406", "409", "429", "503", "5XX", "default"];

describe("the document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("is refused by the validator when it is broken", async () => {
    const broken = { ...structuredClone(document), paths: { "no-slash": 1 } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  it("has references that lead somewhere", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
    expect(references.length).toBeGreaterThan(300);
    const components: Record<string, Record<string, unknown>> = { ...document.components };
    const lost = references.filter(
      ([, kind = "", name = ""]) => !Object.hasOwn(components[kind] ?? {}, name),
    );
    expect(lost.map(([reference]) => reference)).toEqual([]);
  });

  it("has 54 operations with names of their own", () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(names).toHaveLength(54);
    expect(new Set(names).size).toBe(54);
  });

  it.each(operations.map((entry) => [entry.operation.operationId, entry] as const))(
    "%s declares every failure",
    (_, entry) => {
      const failures = responsesOf(document, entry).filter(([status]) => !status.startsWith("2"));
      expect(failures.map(([status]) => status)).toEqual(expect.arrayContaining(everyStatus));
      for (const [status, { content }] of failures) {
        expect({ status, content }).toEqual({
          status,
          content: { "application/json": { schema: { $ref: "#/components/schemas/ErrorResponse" } } },
        });
      }
    },
  );

  it("declares 404 wherever a request names something", () => {
    const without = operations.filter(({ operation }) => operation.responses["404"] === undefined);
    expect(without.map(({ operation }) => operation.operationId)).toEqual(["ListAllTables"]);
  });

  it("declares path parameters that match the path", () => {
    for (const entry of operations) {
      const declared = parametersOf(document, entry).filter((parameter) => parameter.in === "path");
      const names = [...entry.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(declared.map(({ name, required }) => [name, required])).toEqual(
        names.map((name) => [name, true]),
      );
    }
  });

  it("lists the errors of each operation: known codes, once, and none that every operation has", () => {
    const codes = Object.keys(document["x-error-codes"] ?? {}).map(Number);
    expect(codes).toEqual(Array.from({ length: 24 }, (_, code) => code));
    for (const { operation } of operations) {
      expect(operation["x-errors"], operation.operationId).toBeDefined();
      const listed = errorsOf(operation).map(({ code }) => code);
      expect(new Set(listed).size, operation.operationId).toBe(listed.length);
      const general = listed.filter((code) => !codes.includes(code) || generalCodes.includes(code));
      expect(general, operation.operationId).toEqual([]);
    }
  });

  it("uses tags that it declares", () => {
    const used = new Set(operations.flatMap(({ operation }) => operation.tags ?? []));
    expect([...used].toSorted()).toEqual(document.tags?.map(({ name }) => name).toSorted());
  });

  it("spells null as 3.1 does", () => {
    expect(JSON.stringify(document)).not.toContain('"nullable":true');
  });
});

describe("descriptions", () => {
  it("stand on every operation, parameter and response", () => {
    const strings = operations.flatMap((entry): Described[] => {
      const { operationId, summary, description } = entry.operation;
      return [
        [`${operationId} summary`, summary],
        [operationId, description],
        ...parametersOf(document, entry).map(
          ({ name, description: text }): Described => [`${operationId} ${name}`, text],
        ),
        ...responsesOf(document, entry).map(
          ([status, { description: text }]): Described => [`${operationId} ${status}`, text],
        ),
      ];
    });
    expect(strings.length).toBeGreaterThan(54 * 12);
    expect(wordless(strings)).toEqual([]);
  });

  it("stand on every schema and every field that is not a reference", () => {
    expect(schemas).toHaveLength(158);
    const strings = schemas.flatMap(([name, schema]): Described[] => [
      [name, schema.description],
      ...Object.entries(schema.properties ?? {})
        .filter(([, property]) => !isReference(property))
        .map(([field, property]): Described => [`${name}.${field}`, property.description]),
    ]);
    expect(strings.length).toBeGreaterThan(500);
    expect(wordless(strings)).toEqual([]);
  });
});

type Described = readonly [location: string, text: string | undefined];

function wordless(strings: readonly Described[]): string[] {
  return strings.filter(([, text]) => !/\w{2}/.test(text ?? "")).map(([location]) => location);
}

function isReference(schema: Schema): boolean {
  return schema.$ref !== undefined || (schema.oneOf?.some(isReference) ?? false);
}
