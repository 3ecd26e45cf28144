import { type InferredType, inferValue } from "./inferred-type.ts";
import { type NumberFormat, notANumberReason } from "./number-format.ts";
import { isTruncatedList, parseList, truncatedReason } from "./parse-list.ts";

const integer = /^-?(0|[1-9]\d*)$/;
const number = /^-?(0|[1-9]\d*)?(\.\d*)?([eE][+-]?\d+)?$/;
const notFinite = /^[+-]?(nan|inf|infinity)$/i;
const [minInt64, maxInt64] = [-(2n ** 63n), 2n ** 63n - 1n];

/** Words that represent a missing value in many files. */
const missing = /^(na|n\/a|#n\/a|nan|null|nil|none|-+|\?|\.|\\n|missing|unknown)$/i;

/** The option that makes cells with this text null, where it usually means a missing value. */
export function nullHint(cell: string): string | undefined {
  if (!missing.test(cell.trim())) return undefined;
  return `--null ${/^[\w/.#]+$/.test(cell) ? cell : `'${cell}'`} makes such cells null`;
}

/** What a cell looks like. */
export interface InferredCell {
  readonly type: InferredType;
  /** Why a cell that looks like a number stays text. */
  readonly reason?: string;
}

const text: InferredCell = { type: { kind: "text" } };
const float: InferredCell = { type: { kind: "float" } };

/** Infers the type of a non-empty cell. Text that only looks like a number stays text: `007`, and `1,234` without `--thousands`. */
export function inferCell(cell: string, numberFormat: NumberFormat): InferredCell {
  const trimmed = numberFormat.toPlain(cell.trim());
  if (trimmed === undefined)
    return textLikeNumber(`is not a number in the format of ${numberFormat.options}`);
  if (/^(true|false)$/i.test(trimmed)) return { type: { kind: "bool" } };
  if (integer.test(trimmed)) return inferInteger(BigInt(trimmed));
  if (/\d/.test(trimmed) && number.test(trimmed)) {
    return Number.isFinite(Number(trimmed)) ? float : textLikeNumber("is out of the range of float64");
  }
  if (notFinite.test(trimmed)) return float;
  if (trimmed.startsWith("[")) {
    const list = parseList(trimmed);
    const isOfNumbers = list?.every((entry) => typeof entry === "number");
    const type = isOfNumbers ? inferValue(list) : undefined;
    if (type) return { type };
    return isTruncatedList(trimmed) ? textLikeNumber(truncatedReason) : text;
  }
  const reason = notANumberReason(trimmed);
  return reason === undefined ? text : textLikeNumber(reason);
}

function inferInteger(value: bigint): InferredCell {
  if (value < minInt64 || value > maxInt64) return textLikeNumber("is out of the range of int64");
  const isSafe = Number.isSafeInteger(Number(value));
  return { type: { kind: isSafe ? "int" : "long" } };
}

function textLikeNumber(reason: string): InferredCell {
  return { type: { kind: "text" }, reason };
}
