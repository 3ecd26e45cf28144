/** The document of the routes that the protocol does not have. */
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";
import { bundle } from "../scripts/bundle.ts";
import { operationsOf, responsesOf } from "../scripts/document.ts";
import { errorsOf } from "../scripts/operation-errors.ts";
import { document as protocol, root } from "./package.ts";

const document = await bundle(`${root}/extensions`);
const operations = operationsOf(document);
const schemas = Object.entries(document.components?.schemas ?? {});

it("is valid OpenAPI 3.1, with references that lead somewhere", async () => {
  const text = JSON.stringify(document);
  expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true });
  const components: Record<string, Record<string, unknown>> = { ...document.components };
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];
  expect(references.length).toBeGreaterThan(50);
  for (const [reference, kind = "", name = ""] of references)
    expect(Object.hasOwn(components[kind] ?? {}, name), reference).toBe(true);
});

it("has no path and no operation of the protocol, and the same names of errors", () => {
  const known = operationsOf(protocol);
  for (const { path, operation } of operations) {
    expect(path).toMatch(/^\/lancetree\/v1\/[a-z-]+$/);
    expect(known.map((one) => one.operation.operationId)).not.toContain(operation.operationId);
    const codes = errorsOf(operation).map(({ code }) => code);
    for (const code of codes)
      expect(document["x-error-codes"]?.[code]).toBe(protocol["x-error-codes"]?.[code]);
  }
});

it("declares every failure, and describes everything", () => {
  for (const entry of operations) {
    const { operationId, summary, description } = entry.operation;
    for (const text of [summary, description]) expect(text, operationId).toMatch(/\w{2}/);
    const failures = responsesOf(document, entry).filter(([status]) => !status.startsWith("2"));
    const everyStatus = ["400", "401", "403", "406", "429", "503", "default"];
    expect(failures.map(([status]) => status)).toEqual(expect.arrayContaining(everyStatus));
    for (const [, { content }] of failures)
      expect(content).toEqual({
        "application/json": { schema: { $ref: "#/components/schemas/ErrorResponse" } },
      });
  }
  for (const [name, { description, properties = {} }] of schemas) {
    expect(description, name).toMatch(/\w{2}/);
    for (const [field, property] of Object.entries(properties))
      expect(property.description ?? property.$ref, `${name}.${field}`).toMatch(/\w{2}/);
  }
});
