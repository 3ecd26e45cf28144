import { BaseNamespace, type OperationName, operationNames } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { describe, expect, it } from "vitest";
import { caseCount, conformance, formatTotals } from "../src/index.ts";
import { collect } from "./collect.ts";
import { memoryProfile } from "./memory-profile.ts";

const right = memoryProfile(() => new MemoryNamespace());
const withoutRename = {
  ...right,
  unsupported: [...(right.unsupported ?? []), "renameTable" as const],
  open: async () => {
    const namespace = new MemoryNamespace();
    namespace.renameTable = (request, options) => new BaseNamespace().renameTable(request, options);
    return { namespace };
  },
};

const unsupportedCase = (operation: OperationName): string =>
  `unsupported > ${operation} rejects with Unsupported if the profile says so, and only then`;

describe("the profile", () => {
  it("must bring a stream, or declare createTable unsupported", () => {
    const ignore = { describe: () => undefined, it: () => undefined };
    const { arrowStream: _, ...rest } = right;
    expect(() => conformance(ignore, rest)).toThrow("arrowStream");
    const unsupported: OperationName[] = [...(right.unsupported ?? []), "createTable"];
    expect(() => conformance(ignore, { ...rest, unsupported })).not.toThrow();
    const without = (operation: OperationName) => unsupported.filter((one) => one !== operation);
    const queries = { ...rest, unsupported: without("queryTable") };
    expect(() => conformance(ignore, queries)).toThrow("needs arrow");
    const recording = { ...rest, unsupported: without("createTableVersion") };
    expect(() => conformance(ignore, recording)).toThrow("needs stageVersion");
  });

  it("is believed only where the backend keeps to it", async () => {
    const nothing = await collect({
      open: async () => ({ namespace: new BaseNamespace() }),
      unsupported: operationNames,
    });
    expect(Object.fromEntries(nothing.failed)).toEqual({});

    const { failed } = await collect({
      ...right,
      unsupported: [...(right.unsupported ?? []), "listNamespaces"],
    });
    expect(failed.get(unsupportedCase("listNamespaces"))).toContain("is declared as unsupported but");
    expect(failed.size).toBeGreaterThan(10);
  });

  it("that claims too much fails", async () => {
    const { failed, passed } = await collect({
      ...right,
      open: async () => ({ namespace: new BaseNamespace() }),
    });
    expect(failed.size).toBeGreaterThan(passed);
  });

  it("is not believed where the backend could do more, or less, than it says", async () => {
    const { failed } = await collect({
      ...right,
      unsupported: (right.unsupported ?? []).filter((operation) => operation !== "alterTransaction"),
    });
    expect(failed.get(unsupportedCase("alterTransaction"))).toContain(
      "is not declared as unsupported but is",
    );
  });
});

describe("the report", () => {
  it("has the same total for every backend", async () => {
    const full = await collect(right);
    const less = await collect(withoutRename);
    const nothing = await collect({
      open: async () => ({ namespace: new BaseNamespace() }),
      unsupported: operationNames,
    });
    for (const { report, failed } of [full, less, nothing]) {
      expect(Object.fromEntries(failed)).toEqual({});
      expect((report?.run ?? 0) + (report?.unsupported ?? 0)).toBe(caseCount);
    }
    expect(less.report?.unsupported).toBeGreaterThan(full.report?.unsupported ?? caseCount);
    expect(nothing.report).toMatchObject({ run: 0, unsupported: caseCount });
  });

  it("calls real what a case of its own saw, and gives the reason of what is unsupported", async () => {
    const { report } = await collect(withoutRename);
    const capabilities = report?.capabilities;
    expect(Object.keys(capabilities ?? {}).toSorted()).toEqual(operationNames.toSorted());
    expect(capabilities?.createNamespace).toEqual({ state: "real" });
    expect(capabilities?.renameTable).toEqual({
      state: "unsupported",
      reason: expect.stringContaining("renameTable") as string,
    });
    const { report: broken } = await collect({
      ...right,
      open: async () => {
        const namespace = new MemoryNamespace();
        namespace.dropTable = async () => ({});
        return { namespace };
      },
    });
    expect(broken?.capabilities.dropTable).toEqual({ state: "unseen" });
    expect(broken?.failed).toBeGreaterThan(5);
  });

  it("comes once, when all cases are over, in any order", async () => {
    const cases: (() => Promise<void>)[] = [];
    let reports = 0;
    const runner = {
      describe: (_: string, body: () => void) => body(),
      it: (_: string, body: () => Promise<void>) => cases.push(body),
    };
    conformance(runner, { ...right, report: () => void reports++ });
    expect(cases).toHaveLength(caseCount);
    const [first, ...others] = cases.toReversed();
    await Promise.all(others.map((run) => run()));
    expect(reports).toBe(0);
    await first?.();
    expect(reports).toBe(1);
    await first?.();
    expect(reports).toBe(1);
  });

  it("fails the last case when it rejects", async () => {
    const cases: (() => Promise<void>)[] = [];
    const runner = {
      describe: (_: string, body: () => void) => body(),
      it: (_: string, body: () => Promise<void>) => cases.push(body),
    };
    conformance(runner, { ...right, report: () => Promise.reject(new Error("not what it was")) });
    await Promise.all(cases.slice(1).map((run) => run()));
    await expect(cases[0]?.()).rejects.toThrow("not what it was");
  });

  it("says its totals in one line", async () => {
    const { report } = await collect(right);
    const counts = "\\d+ run, \\d+ asserted unsupported, 0 failed";
    const line = new RegExp(`^${caseCount} cases: ${counts}; 15 of 54 operations do real work$`);
    expect(report && formatTotals(report)).toMatch(line);
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
