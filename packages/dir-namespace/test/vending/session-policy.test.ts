import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  maxPolicyLength,
  type PolicyScope,
  policyLiteral,
  sessionPolicy,
} from "../../src/vending/session-policy.ts";
import { thrownBy } from "../support/outcome.ts";

const scope: PolicyScope = {
  partition: "aws",
  bucket: "bucket",
  folder: "prefix/table.lance/",
  permission: "read",
};

function statements(change: Partial<PolicyScope> = {}): Record<string, unknown>[] {
  return JSON.parse(sessionPolicy({ ...scope, ...change })).Statement;
}

describe("a session policy", () => {
  test.each([
    ["read", ["s3:GetObject"]],
    ["write", ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]],
    [
      "admin",
      [
        "s3:GetObject",
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
        "s3:DeleteObject",
      ],
    ],
  ] as const)("of %s names the folder's objects and the lists of their keys", (permission, actions) => {
    expect(statements({ permission })).toEqual([
      { Effect: "Allow", Action: actions, Resource: "arn:aws:s3:::bucket/prefix/table.lance/*" },
      {
        Effect: "Allow",
        Action: ["s3:ListBucket"],
        Resource: "arn:aws:s3:::bucket",
        Condition: { StringLike: { "s3:prefix": "prefix/table.lance/*" } },
      },
    ]);
  });

  test("that would be empty denies everything", () => {
    const denial = [{ Effect: "Deny", Action: ["*"], Resource: "*" }];
    const unknown = JSON.parse('{"permission":"none"}');
    expect(statements(unknown)).toEqual(denial);
    for (const folder of ["", "/", "a//", "prefix/table"]) expect(statements({ folder })).toEqual(denial);
  });

  test("has the partition of the role, and the key that encrypts the objects", () => {
    const [objects, list, key] = statements({ partition: "aws-cn", encryptionKey: "1234" });
    expect(objects?.["Resource"]).toBe("arn:aws-cn:s3:::bucket/prefix/table.lance/*");
    expect(list?.["Resource"]).toBe("arn:aws-cn:s3:::bucket");
    expect(key).toEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: "arn:aws-cn:kms:*:*:key/1234",
    });
    const arn = "arn:aws:kms:eu-central-1:123456789012:key/1";
    expect(statements({ permission: "write", encryptionKey: arn })[2]).toEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: arn,
    });
  });

  test("that is too long for STS is refused, without naming the folder", () => {
    const error = thrownBy(() => sessionPolicy({ ...scope, folder: `${"x".repeat(1000)}/` }));
    expect(error).toMatchObject({
      code: 13,
      message: expect.stringMatching(/1001 characters.* allows 2048/),
    });
  });
});

describe("hostile names in a session policy", () => {
  test.each([
    ["a*b", "a${*}b"],
    ["a?b", "a${?}b"],
    ["${aws:username}", "${$}{aws:username}"],
    ["$${*}", "$${$}{${*}}"],
    ["0123_ns$table", "0123_ns$table"],
    ['"],"Resource":"*', '"],"Resource":"${*}'],
  ])("%s is matched literally", (name, expected) => {
    expect(policyLiteral(name)).toBe(expected);
  });

  test("quotes, control characters and characters beyond ASCII reach the store as they are", () => {
    const folder = 'a"\\\n\u0000\u007f\u0085ä表😀/';
    const policy = sessionPolicy({ ...scope, folder });
    expect(policy).toMatch(/^[ -~]+$/);
    expect(statements({ folder })[0]?.["Resource"]).toBe(`arn:aws:s3:::bucket/${folder}*`);
  });

  test("a policy matches exactly the keys of its folder, for every name", () => {
    const hostile = fc.string({ unit: fc.constantFrom(...hostileCharacters), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, other, rest) => {
        const folder = `${name.replaceAll("/", "_")}/`;
        const [objects, list] = statements({ folder });
        const pattern = matcher(String(objects?.["Resource"]).slice("arn:aws:s3:::bucket/".length));
        const condition = list?.["Condition"];
        for (const key of [folder + rest, `${other}/${rest}`, name + rest, name, rest]) {
          expect(pattern.test(key)).toBe(key.startsWith(folder));
        }
        expect(condition).toEqual({ StringLike: { "s3:prefix": `${policyLiteral(folder)}*` } });
      }),
    );
  });

  test("the limit holds for the policy as it is sent, however its characters are escaped", () => {
    const fits = (folder: string): boolean =>
      thrownBy(() => sessionPolicy({ ...scope, folder })) === undefined;
    for (const character of ["x", "*", '"', "表"]) {
      let length = 1;
      while (fits(`${character.repeat(length + 1)}/`)) length++;
      const longest = sessionPolicy({ ...scope, folder: `${character.repeat(length)}/` }).length;
      expect(longest).toBeLessThanOrEqual(maxPolicyLength);
      expect(longest).toBeGreaterThan(maxPolicyLength - 20);
    }
  });
});

const hostileCharacters = ["a", "b", "*", "?", "$", "{", "}", "/", '"', "\\", "'", "\n", "@"];

/** What AWS documents: `*` and `?` match anything and one character, `${*}`, `${?}` and `${$}` are these characters. */
function matcher(pattern: string): RegExp {
  const source = pattern.replaceAll(/\$\{([*?$])\}|[\s\S]/g, (part, literal: string | undefined) => {
    if (literal !== undefined) return `\\${literal}`;
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    return part.replaceAll(/[.+^${}()|[\]\\/]/g, String.raw`\$&`);
  });
  return new RegExp(`^${source}$`);
}
