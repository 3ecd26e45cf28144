import type { LogEntry } from "@lancetree/rest-server";
import { describe, expect, test } from "vitest";
import { auditEntry } from "../src/logs/audit-entry.ts";
import { createRedact } from "../src/logs/redact.ts";

const entry: LogEntry = {
  level: "info",
  time: "2030-01-01T00:00:00.000Z",
  requestId: "r",
  method: "POST",
  operation: "describeTable",
  id: ["t"],
  identity: "ann",
  dialect: "namespace",
  status: 200,
  durationMs: 1,
};

describe("the audit entry of a response with storage options", () => {
  test("says for which folder, what they allow, and until when", () => {
    const vended = [
      { location: "s3://bucket/t.lance", permission: "read", expiresAtMillis: Date.UTC(2030, 0, 1, 1) },
      { location: "s3://bucket/u.lance", permission: "unlimited" },
    ] as const;
    expect(auditEntry({ ...entry, vended }, createRedact())).toMatchObject({
      who: "ann",
      vended: [
        { folder: "s3://bucket/t.lance", permission: "read", until: "2030-01-01T01:00:00.000Z" },
        { folder: "s3://bucket/u.lance", permission: "unlimited", until: null },
      ],
    });
  });

  test("contains no secret and no time that is not a date", () => {
    const vended = [
      {
        location: "s3://key:hidden-secret@bucket/t.lance",
        permission: "read",
        expiresAtMillis: Number.NaN,
        aws_session_token: "hidden-secret",
      },
    ] as const;
    const audited = auditEntry({ ...entry, vended }, createRedact());
    expect(JSON.stringify(audited)).not.toContain("hidden-secret");
    expect(audited.vended?.[0]).toMatchObject({ permission: "read", until: null });
    const late = { ...vended[0], expiresAtMillis: 1e20 };
    expect(auditEntry({ ...entry, vended: [late] }, createRedact()).vended?.[0]?.until).toBeNull();
  });

  test("has no such field where the response has none", () => {
    expect(auditEntry(entry, createRedact())).not.toHaveProperty("vended");
  });
});
