import type { CallOptions, StoragePermission } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { apiKeys, type HandlerOptions, type LogEntry, type StorageGrant } from "../src/index.ts";
import { client, describeT } from "./access-client.ts";
import { stubNamespace } from "./support.ts";

describe("storageAccess", () => {
  const vending = stubNamespace({
    describeTable: () => ({ location: "l", storage_options: { key: "secret" } }),
    declareTable: () => ({ location: "l", storage_options: { key: "secret" } }),
  });

  test("keeps storage options from a caller who may describe the table but not receive them", async () => {
    const decisions: unknown[] = [];
    const storageAccess: HandlerOptions["storageAccess"] = ({ id, identity }) => {
      decisions.push([id, identity?.name]);
      return identity?.name === "b" ? { permission: "read", unlimited: true } : undefined;
    };
    const send = client({ authenticate: apiKeys(["a", { name: "b", secret: "b" }]), storageAccess }, vending);
    for (const operation of ["describe", "declare"]) {
      const call = async (key: string): Promise<unknown> =>
        // oxlint-disable-next-line no-await-in-loop
        (await send(`/v1/table/n%24t/${operation}`, { headers: { "x-api-key": key } })).json;
      // oxlint-disable-next-line no-await-in-loop
      expect(await call("a")).toEqual({ location: "l" });
      // oxlint-disable-next-line no-await-in-loop
      expect(await call("b")).toEqual({ location: "l", storage_options: { key: "secret" } });
    }
    expect(new Set(decisions.map((decision) => JSON.stringify(decision)))).toEqual(
      new Set(['[["n","t"],"key-1"]', '[["n","t"],"b"]']),
    );
  });

  test("does not return them to a caller who may not describe the table", async () => {
    const authorize: HandlerOptions["authorize"] = ({ operation }) => operation !== "describeTable";
    const storageAccess = () => ({ permission: "admin", unlimited: true }) as const;
    const send = client({ authorize, storageAccess }, vending);
    expect((await send("/v1/table/t/declare")).json).toEqual({ location: "l" });
  });

  describe("for a namespace that limits credentials to the table's folder", () => {
    const permissions: unknown[] = [];
    const entries: LogEntry[] = [];
    const expiresAtMillis = Date.UTC(2030, 0);
    /** Vends what it was permissions for, or a fixed permission. */
    const limiting = (fixed?: StoragePermission, vendedLocation = "l") =>
      stubNamespace({
        describeTable: (_: unknown, options?: CallOptions) => {
          const { permission, onVended } = options?.storageAccess ?? {};
          permissions.push(permission);
          if (permission === undefined) return { location: "l" };
          onVended?.({ location: vendedLocation, permission: fixed ?? permission, expiresAtMillis });
          return { location: "l", storage_options: { key: "limited" } };
        },
        batchCommitTables: ({ operations }: { operations: unknown[] }, options?: CallOptions) => {
          permissions.push(options?.storageAccess?.permission);
          return { results: operations.map(() => ({ declare_table: { location: "l" } })) };
        },
      });
    const sendWith = (grant: StorageGrant | undefined, namespace = limiting()) =>
      client({ storageAccess: () => grant, log: (entry) => entries.push(entry) }, namespace);

    test.each(["read", "write", "admin"] as const)("passes on the permission %s", async (permission) => {
      const send = sendWith({ permission, unlimited: false });
      expect((await send(describeT)).json).toEqual({ location: "l", storage_options: { key: "limited" } });
      expect(permissions.at(-1)).toBe(permission);
      expect(entries.at(-1)?.vended).toEqual([{ location: "l", permission, expiresAtMillis }]);
      expect(JSON.stringify(entries.at(-1))).not.toContain("limited");
    });

    test("asks for none where the caller may do nothing", async () => {
      expect((await sendWith(undefined)(describeT)).json).toEqual({ location: "l" });
      expect(permissions.at(-1)).toBeUndefined();
      expect(entries.at(-1)).not.toHaveProperty("vended");
    });

    test("withholds what allows more than the caller may do, or is for another table", async () => {
      const grant = { permission: "read", unlimited: false } as const;
      expect((await sendWith(grant, limiting("write"))(describeT)).json).toEqual({ location: "l" });
      expect((await sendWith(grant, limiting("read", "l2"))(describeT)).json).toEqual({ location: "l" });
      expect(entries.at(-1)).not.toHaveProperty("vended");
    });

    test("asks for the least permission of the tables in a batch", async () => {
      const storageAccess: HandlerOptions["storageAccess"] = ({ id }) => ({
        permission: id[0] === "a" ? "admin" : "read",
        unlimited: false,
      });
      const send = client({ storageAccess }, limiting());
      const operations = ["a", "b", "a"].map((name) => ({ declare_table: { id: [name] } }));
      await send("/v1/table/batch-commit", { body: { operations } });
      expect(permissions.at(-1)).toBe("read");
    });
  });

  test("records options that are not limited to a table as such", async () => {
    const entries: LogEntry[] = [];
    await client({ log: (entry) => entries.push(entry) }, vending)(describeT);
    expect(entries[0]?.vended).toEqual([{ location: "l", permission: "unlimited" }]);
    expect(JSON.stringify(entries)).not.toContain("secret");
  });
});
