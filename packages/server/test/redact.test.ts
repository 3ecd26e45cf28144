import { expect, it } from "vitest";
import { createRedact } from "../src/logs/redact.ts";

it("secrets are recognized by their form, and by their value", () => {
  const redact = createRedact(() => ["the whole secret"]);
  const key = `lt_0123456789ab_${"x".repeat(43)}`;
  for (const [text, secret] of [
    [`key ${key}.`, "xxx"],
    ["https://ann:pa%20ss@host/path", "pa%20ss"],
    ["postgres://ann:p:a@host", "p:a"],
    ["Authorization: Bearer abc.def-ghi", "abc.def-ghi"],
    ['{"secret_access_key": "abc/def+"}', "abc/def+"],
    ["aws_secret_access_key=abc123,region=x", "abc123"],
    ["storage.account_key = 'abc 123'", "abc 123"],
    ["https://b.s3.amazonaws.com/k?X-Amz-Signature=abc123&x=1", "abc123"],
    ["https://a.blob/c?sv=2024&sig=abc%3D", "abc%3D"],
    ["cookie: session=abc", "session"],
    ["it said the whole secret aloud", "the whole secret"],
  ] as const) {
    expect([text, redact(text).includes(secret)]).toEqual([text, false]);
  }
  expect(redact("Table 'tokens' was not found at s3://bucket/user@2.lance (404)")).toBe(
    "Table 'tokens' was not found at s3://bucket/user@2.lance (404)",
  );
});
