import { BaseNamespace } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, it } from "vitest";
import { conformance, type Operation } from "../src/index.ts";
import { collect } from "./collect.ts";
import { memoryProfile } from "./memory-profile.ts";

const right = memoryProfile(() => new MemoryNamespace());
const every = Object.getOwnPropertyNames(BaseNamespace.prototype).filter(
  (name) => name !== "constructor",
) as Operation[];

describe("the profile", () => {
  it("must bring a stream, or declare createTable unsupported", () => {
    const nobody = { describe: () => undefined, it: () => undefined };
    const { arrowStream: _, ...rest } = right;
    expect(() => conformance(nobody, rest)).toThrow("arrowStream");
    const unsupported: Operation[] = [...(right.unsupported ?? []), "createTable"];
    expect(() => conformance(nobody, { ...rest, unsupported })).not.toThrow();
    const without = (operation: Operation) => unsupported.filter((one) => one !== operation);
    const queries = { ...rest, unsupported: without("queryTable") };
    expect(() => conformance(nobody, queries)).toThrow("needs arrow");
    const recording = { ...rest, unsupported: without("createTableVersion") };
    expect(() => conformance(nobody, recording)).toThrow("needs stageVersion");
  });

  it("is believed only where the backend keeps to it", async () => {
    const nothing = await collect({
      open: async () => ({ namespace: new BaseNamespace() }),
      unsupported: every,
    });
    expect(Object.fromEntries(nothing.failed)).toEqual({});

    const { failed } = await collect({
      ...right,
      unsupported: [...(right.unsupported ?? []), "listNamespaces"],
    });
    expect(failed.get("unsupported > listNamespaces rejects with Unsupported")).toContain(
      "is declared as unsupported but",
    );
    expect(failed.size).toBeGreaterThan(10);
  });

  it("that claims too much fails", async () => {
    const { failed, passed } = await collect({
      ...right,
      open: async () => ({ namespace: new BaseNamespace() }),
    });
    expect(failed.size).toBeGreaterThan(passed);
  });

  it("gives the same cases to a backend that can do less", async () => {
    const full = await collect(right);
    const unsupported: Operation[] = [...(right.unsupported ?? []), "renameTable"];
    const less = await collect({
      ...right,
      unsupported,
      open: async () => {
        const namespace = new MemoryNamespace();
        namespace.renameTable = (request, options) => new BaseNamespace().renameTable(request, options);
        return { namespace };
      },
    });
    expect(Object.fromEntries(less.failed)).toEqual({});
    // and one more: the operation itself
    expect(less.passed).toBe(full.passed + 1);
  });
});

describe("the fixture", () => {
  it("is opened afresh for every case and closed after it, also after a failure", async () => {
    let opened = 0;
    let closed = 0;
    const { passed, failed } = await collect({
      ...right,
      open: async () => {
        opened++;
        return {
          namespace: opened % 2 ? new MemoryNamespace() : new BaseNamespace(),
          close: async () => {
            closed++;
          },
        };
      },
    });
    expect(failed.size).toBeGreaterThan(100);
    expect(opened).toBe(passed + failed.size);
    expect(closed).toBe(opened);
  });

  it("fails its case when it cannot be opened or closed", async () => {
    const broken = { ...right, open: () => Promise.reject(new Error("no disk")) };
    expect((await collect(broken)).passed).toBe(0);
    const stuck = {
      ...right,
      open: async () => ({
        namespace: new MemoryNamespace(),
        close: () => Promise.reject(new Error("busy")),
      }),
    };
    expect((await collect(stuck)).passed).toBe(0);
  });
});
