import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CredentialCache } from "../../src/vending/credential-cache.ts";
import type {
  CredentialRequest,
  CredentialVendor,
  VendedCredentials,
} from "../../src/vending/credential-vendor.ts";
import { errorOf } from "../support/outcome.ts";

const request: CredentialRequest = {
  bucket: "bucket",
  folder: "a/",
  permission: "read",
  identity: "reader",
  durationMs: 3_600_000,
};

/** A vendor whose credentials are numbered. */
class CountingVendor implements CredentialVendor {
  requests = 0;
  lifeMs = 3_600_000;
  failure: Error | undefined;

  async vend(): Promise<VendedCredentials> {
    this.requests += 1;
    const storageOptions = { token: String(this.requests) };
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return { storageOptions, expiresAtMillis: Date.now() + this.lifeMs };
  }

  close(): void {}
}

let vendor: CountingVendor;
let cache: CredentialCache;

async function token(change: Partial<CredentialRequest> = {}): Promise<string | undefined> {
  return (await cache.vend({ ...request, ...change })).storageOptions["token"];
}

describe("the cache of credentials", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    vendor = new CountingVendor();
    cache = new CredentialCache(vendor);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("requests the same credentials once at a time", async () => {
    expect(await Promise.all([token(), token(), token()])).toEqual(["1", "1", "1"]);
    expect(vendor.requests).toBe(1);
  });

  test.each([
    { identity: "writer" },
    { identity: undefined },
    { permission: "write" },
    { folder: "b/" },
    { bucket: "other" },
  ] as const)("never shares credentials with a request for %s", async (change) => {
    expect(await Promise.all([token(), token(change)])).toEqual(["1", "2"]);
    expect([await token(), await token(change)]).toEqual(["1", "2"]);
  });

  test("keeps them until half of their life", async () => {
    await token();
    vi.advanceTimersByTime(1_799_999);
    expect(await token()).toBe("1");
    vi.advanceTimersByTime(1);
    expect(await token()).toBe("2");
  });

  test("does not keep them for longer when the wall clock is set back", async () => {
    await token();
    vi.advanceTimersByTime(1_800_000);
    vi.setSystemTime(Date.now() - 86_400_000);
    expect(await token()).toBe("2");
  });

  test("does not return those of a store whose clock says that they have expired", async () => {
    vendor.lifeMs = -1000;
    await token();
    expect(await token()).toBe("2");
  });

  test("does not keep a failure", async () => {
    vendor.failure = new Error("no");
    expect(await errorOf(token())).toBe(vendor.failure);
    vendor.failure = undefined;
    expect(await token()).toBe("2");
  });

  test("forgets those that were used longest ago beyond 1,000", async () => {
    await token({ folder: "first/" });
    await token({ folder: "second/" });
    for (let number = 0; number < 998; number++) await token({ folder: `${number}/` });
    await token({ folder: "first/" });
    expect(vendor.requests).toBe(1000);
    await token({ folder: "one more/" });
    expect(await token({ folder: "first/" })).toBe("1");
    expect(await token({ folder: "second/" })).toBe("1002");
  });
});
