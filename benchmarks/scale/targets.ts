import type { Figure } from "./comparisons.ts";

/** The bounds of a figure. */
export interface Target {
  readonly least?: number;
  readonly max?: number;
  /** How the figure is shown. */
  readonly unit: "×" | "MB" | "" | "%";
}

type Bounds = Readonly<Record<string, number>>;

const times = "×";
const create: Bounds = { "2,500": 0.8, "25,000": 2.5, "100,000": 5, "1,000,000": 10 };
const createBackToBack: Bounds = { "2,500": 0.5, "25,000": 1.5, "100,000": 3, "1,000,000": 6 };
const read: Bounds = { "2,500": 3, "25,000": 8, "100,000": 20, "1,000,000": 100 };
const open: Bounds = { "100,000": 2, "1,000,000": 2 };

/** The bounds for what is compared. */
export function targetOf({ work, size }: Figure): Target {
  const least = (bounds: Bounds): Target => withBound("least", bounds[size]);
  switch (work) {
    case "create namespace, single call":
      return least(create);
    case "create namespace, back to back":
      return least(createBackToBack);
    case "create namespace, 64 callers":
      return least({ "2,500": 25, "25,000": 80 });
    case "describe":
    case "list 100":
      return least(read);
    case "open table":
      return least({ "2,500": 1.5, "25,000": 1.5 });
    case "create table":
      return least({ "2,500": 0.8, "25,000": 1.5 });
    case "drop with cascade, to one drop":
      return { max: 3, unit: times };
    case "rate of 4 processes, to one's":
      return { least: 1, unit: times };
    case "disk after creations, one at a time":
      return withBound("max", size === "2,500" ? 3 : 1);
    case "disk after creations, by 64 callers":
      return { max: 1 / 15, unit: times };
    case "beside native clients: native calls that give up":
      return { max: 0.005, unit: "%" };
    case "beside native clients: acknowledged and lost":
    case "beside native clients: Lancetree calls that give up":
      return { max: 0, unit: "" };
    default:
      if (work.startsWith("open, to")) return withBound("max", open[size]);
      return size === "1,000,000" ? { max: 512, unit: "MB" } : { unit: "MB" };
  }
}

function withBound(side: "least" | "max", bound: number | undefined): Target {
  return { ...(bound !== undefined && { [side]: bound }), unit: times };
}
