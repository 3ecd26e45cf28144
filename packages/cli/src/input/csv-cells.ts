import { type InferredType, typeOfValue } from "./inferred-type.ts";
import { isShortenedList, readListText, shortenedReason } from "./list-text.ts";
import { type NumberMarks, whyNoNumber } from "./number-text.ts";

const wholeNumber = /^-?(0|[1-9]\d*)$/;
const number = /^-?(0|[1-9]\d*)?(\.\d*)?([eE][+-]?\d+)?$/;
const noNumber = /^[+-]?(nan|inf|infinity)$/i;
const [least, most] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Words that stand for a missing value in many files. */
const missing = /^(na|n\/a|#n\/a|nan|null|nil|none|-+|\?|\.|\\n|missing|unknown)$/i;

/** What makes cells with this text null, where it usually means that; undefined for other texts. */
export function nullAdvice(cell: string): string | undefined {
  if (!missing.test(cell.trim())) return undefined;
  return `--null ${/^[\w/.#]+$/.test(cell) ? cell : `'${cell}'`} makes such cells null`;
}

/** What a cell looks like. */
export interface CellKind {
  readonly type: InferredType;
  /** Why it stays a text although it looks like a number. */
  readonly reason?: string;
}

const text: CellKind = { type: { kind: "text" } };
const float: CellKind = { type: { kind: "float" } };

/** Finds what a cell that is not empty can be. Texts that only look like numbers stay texts: `007`, and `1,234` without `--thousands`. */
export function kindOfCell(cell: string, marks: NumberMarks): CellKind {
  const trimmed = marks.plain(cell.trim());
  if (trimmed === undefined) return likeNumber(`is no number as ${marks.options} has it`);
  if (/^(true|false)$/i.test(trimmed)) return { type: { kind: "bool" } };
  if (wholeNumber.test(trimmed)) return kindOfWholeNumber(BigInt(trimmed));
  if (/\d/.test(trimmed) && number.test(trimmed)) {
    return Number.isFinite(Number(trimmed)) ? float : likeNumber("is beyond what float64 holds");
  }
  if (noNumber.test(trimmed)) return float;
  if (trimmed.startsWith("[")) {
    const list = readListText(trimmed);
    const isOfNumbers = list?.every((entry) => typeof entry === "number");
    const type = isOfNumbers ? typeOfValue(list) : undefined;
    if (type) return { type };
    return isShortenedList(trimmed) ? likeNumber(shortenedReason) : text;
  }
  const reason = whyNoNumber(trimmed);
  return reason === undefined ? text : likeNumber(reason);
}

function kindOfWholeNumber(value: bigint): CellKind {
  if (value < least || value > most) return likeNumber("is beyond what int64 holds");
  const isSafe = Number.isSafeInteger(Number(value));
  return { type: { kind: isSafe ? "int" : "long" } };
}

function likeNumber(reason: string): CellKind {
  return { type: { kind: "text" }, reason };
}
