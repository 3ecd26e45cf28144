import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compare, differences, type ExpectedDifference } from "../scripts/differences.ts";
import type { OpenApiDocument } from "../scripts/document.ts";
import { document, root } from "./package.ts";

const text = await readFile(new URL("fixtures/small.yaml", import.meta.url), "utf8");

/** The fixture with one part of it changed. */
function changed(from: string, to: string): OpenApiDocument {
  expect(text.split(from)).toHaveLength(2);
  return parse(text.replace(from, to));
}

const small = (): OpenApiDocument => parse(text);
const describeThing = "POST /v1/thing/{id}/describe";

describe("differences", () => {
  it("finds none between equal documents", () => {
    expect(differences(small(), small())).toEqual([]);
    expect(differences(document, structuredClone(document))).toEqual([]);
  });

  it.each<[what: string, from: string, to: string, lines: string[]]>([
    [
      "a removed field",
      "        tags: { type: array, items: { type: string } }\n",
      "",
      ["schema ThingRequest.tags: optional array -> absent"],
    ],
    [
      "an added field",
      "        tags:",
      "        extra: { type: string }\n        tags:",
      ["schema ThingRequest.extra: absent -> optional string"],
    ],
    [
      "a changed type",
      "name: { type: string, minLength: 1 }",
      "name: { type: integer, minLength: 1 }",
      ["schema ThingRequest.name: required string minLength=1 -> required integer minLength=1"],
    ],
    [
      "a changed item",
      "items: { type: string }",
      "items: { type: integer }",
      ["schema ThingRequest.tags[]: string -> integer"],
    ],
    [
      "a changed map value",
      "additionalProperties: { type: string }",
      "additionalProperties: { type: integer }",
      ["schema Thing.labels{}: string -> integer"],
    ],
    [
      "a map turned object",
      ", additionalProperties: { type: string }",
      "",
      ["schema Thing.labels: optional map -> optional object", "schema Thing.labels{}: string -> absent"],
    ],
    [
      "a changed nested field",
      "{ host: { type: string } }",
      "{ host: { type: integer } }",
      ["schema Thing.origin.host: optional string -> optional integer"],
    ],
    [
      "a removed required",
      "      required: [name]\n",
      "",
      ["schema ThingRequest.name: required string minLength=1 -> optional string minLength=1"],
    ],
    [
      "a changed enum",
      "enum: [small, large]",
      "enum: [small]",
      ['schema ThingRequest.kind: optional string enum=["small","large"] -> optional string enum=["small"]'],
    ],
    [
      "a changed format",
      'type: [integer, "null"], format: int64',
      'type: [integer, "null"], format: int32',
      [
        'schema Thing.size: optional integer format="int64" or null -> optional integer format="int32" or null',
      ],
    ],
    [
      "a lost null",
      'type: [integer, "null"]',
      "type: integer",
      ['schema Thing.size: optional integer format="int64" or null -> optional integer format="int64"'],
    ],
    [
      "another reference",
      '"#/components/schemas/ThingRequest"',
      '"#/components/schemas/Thing"',
      [`${describeThing} body application/json: ThingRequest -> Thing`],
    ],
    [
      "an extra parameter",
      '        - $ref: "#/components/parameters/verbose"\n',
      '        - $ref: "#/components/parameters/verbose"\n        - { name: more, in: query, schema: { type: string } }\n',
      [`${describeThing} query more: absent -> optional string`],
    ],
    [
      "a missing parameter",
      '      parameters:\n        - $ref: "#/components/parameters/verbose"\n',
      "",
      [`${describeThing} query verbose: optional boolean default=false -> absent`],
    ],
    [
      "a parameter in another place",
      "name: verbose, in: query",
      "name: verbose, in: header",
      [
        `${describeThing} query verbose: optional boolean default=false -> absent`,
        `${describeThing} header verbose: absent -> optional boolean default=false`,
      ],
    ],
    [
      "a parameter that became required",
      "name: verbose, in: query",
      "name: verbose, required: true, in: query",
      [`${describeThing} query verbose: optional boolean default=false -> required boolean default=false`],
    ],
    [
      "a changed parameter default",
      "default: false",
      "default: true",
      [`${describeThing} query verbose: optional boolean default=false -> optional boolean default=true`],
    ],
    [
      "a body that became optional",
      "        required: true\n        content",
      "        content",
      [`${describeThing} body: required -> optional`],
    ],
    [
      "another content type",
      '          application/json:\n            schema: { $ref: "#/components/schemas/ThingRequest" }',
      '          text/plain:\n            schema: { $ref: "#/components/schemas/ThingRequest" }',
      [
        `${describeThing} body application/json: ThingRequest -> absent`,
        `${describeThing} body text/plain: absent -> ThingRequest`,
      ],
    ],
    [
      "a missing status",
      '        "404": { $ref: "#/components/responses/NotFound" }\n',
      "",
      [`${describeThing} response 404: declared -> absent`],
    ],
    [
      "another status",
      '"200":\n          description: The count.',
      '"202":\n          description: The count.',
      ["GET /v1/thing response 200: declared -> absent", "GET /v1/thing response 202: absent -> declared"],
    ],
    [
      "another bare response",
      "schema: { type: integer, format: int64 }",
      "schema: { type: string, format: int64 }",
      ['GET /v1/thing response 200 application/json: integer format="int64" -> string format="int64"'],
    ],
    [
      "another method",
      "    get:\n",
      "    post:\n",
      ["GET /v1/thing: CountThings -> absent", "POST /v1/thing: absent -> CountThings"],
    ],
    [
      "another path",
      "  /v1/thing:\n",
      "  /v1/things:\n",
      ["GET /v1/thing: CountThings -> absent", "GET /v1/things: absent -> CountThings"],
    ],
    ["another name of an operation", "CountThings", "CountAll", ["GET /v1/thing: CountThings -> CountAll"]],
    [
      "another key header",
      "name: x-api-key",
      "name: x-key",
      [
        'security scheme Key: {"in":"header","name":"x-api-key","type":"apiKey"} -> {"in":"header","name":"x-key","type":"apiKey"}',
      ],
    ],
    ["a lifted requirement of a key", "security:\n  - Key: []\n", "", ['security: [{"Key":[]}] -> []']],
    [
      "a response header",
      "NotFound: { description: Not there. }",
      "NotFound: { description: Not there., headers: { Retry-After: {} } }",
      [`${describeThing} response 404 header Retry-After: absent -> declared`],
    ],
  ])("names %s", (_, from, to, lines) => {
    expect(differences(changed(from, to), small())).toEqual(lines);
  });

  it("names a missing schema once, with any content", () => {
    const ownDocument = small();
    delete ownDocument.components?.schemas?.["ThingRequest"];
    expect(differences(ownDocument, small())).toContain("schema ThingRequest: object -> absent");
    expect(differences(ownDocument, small()).filter((line) => line.startsWith("schema"))).toHaveLength(1);
  });

  it.each([
    ["descriptions", "size: {", "size: { description: How large it is., "],
    ["3.0's null", 'type: [integer, "null"]', "type: integer, nullable: true"],
    [
      "3.0's null on a reference",
      'oneOf: [{ $ref: "#/components/schemas/Thing" }, { type: "null" }]',
      '$ref: "#/components/schemas/Thing", nullable: true',
    ],
    [
      "a choice with null",
      'size: { type: [integer, "null"], format: int64 }',
      'size: { oneOf: [{ type: "null" }, { type: integer, format: int64 }] }',
    ],
    ["allowed other fields", "properties: { host", "additionalProperties: true, properties: { host"],
  ])("does not mind %s", (_, from, to) => {
    expect(differences(changed(from, to), small())).toEqual([]);
  });

  it("reads a schema that only one side names as if it stood in its place", () => {
    const ownDocument = changed("items: { type: string }", 'items: { $ref: "#/components/schemas/Tag" }');
    Object.assign(ownDocument.components?.schemas ?? {}, { Tag: { type: "string" } });
    expect(differences(ownDocument, small())).toEqual(["schema Tag: absent -> string"]);
    Object.assign(ownDocument.components?.schemas ?? {}, { Tag: { type: "integer" } });
    expect(differences(ownDocument, small())).toEqual([
      "schema ThingRequest.tags[]: string -> integer",
      "schema Tag: absent -> integer",
    ]);
  });
});

describe("differences of schemas that hold themselves", () => {
  it("ends where a schema that only one side names comes again", () => {
    const ownDocument = changed("items: { type: string }", 'items: { $ref: "#/components/schemas/Tree" }');
    const tree = { type: "object", properties: { left: { $ref: "#/components/schemas/Tree" } } };
    Object.assign(ownDocument.components?.schemas ?? {}, { Tree: tree });
    expect(differences(ownDocument, small())).toEqual([
      "schema ThingRequest.tags[]: string -> object",
      "schema ThingRequest.tags[].left: absent -> optional Tree",
      "schema Tree: absent -> object",
    ]);
  });
});

describe("compare", () => {
  it("sorts lines into intended, unexpected and obsolete", () => {
    const count = { difference: "GET /v1/thing*: * -> absent", because: "we do not count" };
    const gone = { difference: "schema Thing.size: *", because: "it was so once" };
    expect(
      compare(["GET /v1/thing: CountThings -> absent", "schema A: object -> absent"], [count, gone]),
    ).toEqual({
      intended: [{ difference: "GET /v1/thing: CountThings -> absent", because: "we do not count" }],
      unexpected: ["schema A: object -> absent"],
      obsolete: [gone],
    });
  });

  it("takes everything but * as it is", () => {
    const entry = { difference: "schema A.b[]: string -> absent", because: "a dot is a dot" };
    expect(compare(["schema A.b[]: string -> absent"], [entry]).unexpected).toEqual([]);
    expect(compare(["schema Axb[]: string -> absent"], [entry]).unexpected).toHaveLength(1);
    expect(compare(["schema A.b[]: string -> absent, and more"], [entry]).unexpected).toHaveLength(1);
  });

  it("has a reason for every expected difference", async () => {
    const expected: ExpectedDifference[] = parse(await readFile(join(root, "compare-expected.yaml"), "utf8"));
    expect(expected.length).toBeGreaterThan(0);
    for (const { difference, because } of expected) {
      expect(difference).toMatch(/: .+ -> ./);
      expect(because).toMatch(/\w+ \w+/);
    }
  });
});
