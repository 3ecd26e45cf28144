import { type InferredType, typeOfValue } from "./inferred-type.ts";

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

/** Finds what a cell that is not empty can be. Texts that only look like numbers stay texts: `007`, `1,234`. */
export function kindOfCell(cell: string): CellKind {
  const trimmed = cell.trim();
  if (/^(true|false)$/i.test(trimmed)) return { type: { kind: "bool" } };
  if (wholeNumber.test(trimmed)) return kindOfWholeNumber(BigInt(trimmed));
  if (/\d/.test(trimmed) && number.test(trimmed)) {
    return Number.isFinite(Number(trimmed)) ? float : likeNumber("is beyond what float64 holds");
  }
  if (noNumber.test(trimmed)) return float;
  if (trimmed.startsWith("[")) {
    const list = readList(trimmed);
    const type = list && typeOfValue(list);
    return type ? { type } : text;
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

/** Why no number is made of what a person would take for one; undefined for what nobody would. */
export function whyNoNumber(cell: string): string | undefined {
  if (!/\d/.test(cell)) return undefined;
  if (/^[+-]?0\d+$/.test(cell)) return "has leading zeros, which a number would lose";
  if (/^\+[\d.]+$/.test(cell)) return 'begins with "+"';
  if (/^[+-]?\d+%$|^[+-]?\d*[.,]\d+\s?%$/.test(cell)) return "has a percent sign";
  if (/^[+-]?[$€£¥]\s?[\d.,]+$|^[+-]?[\d.,]+\s?[$€£¥]$/.test(cell)) return "has a currency sign";
  if (/^[+-]?\d{1,3}([,.'_ \u00a0\u202f]\d{3})+([.,]\d+)?$/.test(cell)) return "has separators of thousands";
  if (/^[+-]?\d+,\d+$/.test(cell)) return "has a decimal comma";
  return undefined;
}

function readList(cell: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    const isNumbers = Array.isArray(value) && value.every((entry) => typeof entry === "number");
    return isNumbers ? value : undefined;
  } catch {
    return undefined;
  }
}
