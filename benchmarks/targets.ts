import { availableParallelism, loadavg } from "node:os";
import type { Findings } from "./part.ts";
import { median } from "./statistics.ts";
import { table } from "./table.ts";

/** The work of a line, and the bound that its figures have to reach; some have none. */
export interface Bounded {
  readonly work: string;
  readonly unit: "×" | "ms" | "MB" | "frames/s";
  readonly least?: number;
  readonly max?: number;
}

/** One figure of one round. */
export interface Figure extends Bounded {
  readonly value: number;
}

/** What the figures of one line in all rounds say together. */
export interface Line {
  /** Empty without a bound, as `outcome` is. */
  readonly target: string;
  /** Median, minimum and maximum. */
  readonly measured: string;
  /** A missed bound is the floor of LanceDB or the database if the floor misses it too. */
  readonly outcome: "" | "met" | "missed" | `${FloorOwner}'s floor`;
  /** The median of the floors; empty without any. */
  readonly floor: string;
  /** Set when each round misses the bound by more than a third. One round alone may be disturbed by other work. */
  readonly failure?: string;
}

/** The share of its bound by which a figure may miss it in the short form. */
const tolerance = 1 / 3;

type FloorOwner = "LanceDB" | "PostgreSQL";

/** What is known of a line that misses its bound. */
export interface Shortfall {
  /** The figures of LanceDB's or the database's own part of the work, in the unit of the group; a line does not fail for what they take. */
  readonly floors?: readonly number[];
  readonly floorOwner?: FloorOwner;
  /** The figure that the line is known to reach. It takes the place of the bound when the line would fail. */
  readonly reached?: number | undefined;
}

/** @param values - of all rounds */
export function summarizeFigures(
  bounded: Bounded,
  values: readonly number[],
  { floors = [], floorOwner = "LanceDB", reached }: Shortfall = {},
): Line {
  const { least = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, work, unit } = bounded;
  const middle = median(values);
  const target = targetOf(bounded);
  const show = (value: number): string => value.toFixed(2);
  const measured = `${show(middle)} ${unit} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
  const isFar =
    (bounded.least !== undefined && Math.max(...values) < (reached ?? least) * (1 - tolerance)) ||
    (bounded.max !== undefined && Math.min(...values) > (reached ?? max) * (1 + tolerance));
  const isMet = middle >= least && middle <= max;
  const floor = floors.length === 0 ? undefined : median(floors);
  const isFloor = !isMet && floor !== undefined && (floor > max || floor < least);
  return {
    target,
    measured,
    outcome: target && (isMet ? "met" : isFloor ? `${floorOwner}'s floor` : "missed"),
    floor: floor === undefined ? "" : `${show(floor)} ${unit}`,
    ...(isFar && !isFloor && { failure: `${work}: ${measured}, target ${target}` }),
  };
}

function targetOf({ least, max, unit }: Bounded): string {
  if (least !== undefined) return `≥ ${least} ${unit}`;
  return max === undefined ? "" : `≤ ${max} ${unit}`;
}

/** A row of a report, and the failure of the short form. */
export interface Row {
  readonly cells: readonly string[];
  readonly failure?: string | undefined;
}

/** The table of a report, and the failures if the bounds are checked. */
export function reportRows(
  head: readonly string[],
  rows: readonly Row[],
  isChecked: boolean,
): Pick<Findings, "report" | "failures"> {
  return {
    report: table(
      head,
      rows.map(({ cells }) => cells),
    ).join("\n"),
    failures: isChecked ? rows.flatMap(({ failure = [] }) => failure) : [],
  };
}

/** Whether bounds fail a run: only in the short form, and not while other work keeps the processors busy, which a line then says. */
export function checksBounds(isShort: boolean, say: (line: string) => void): boolean {
  if (!isShort) return false;
  const isBusy = (loadavg()[0] ?? 0) > 2 * availableParallelism();
  if (isBusy) say("Other work keeps the processors busy: the bounds are not checked.");
  return !isBusy;
}
