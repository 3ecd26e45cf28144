import { usageError } from "../errors/cli-error.ts";

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** A space also matches the narrow spaces that spreadsheets write, and an apostrophe the curved one. */
const variants: Readonly<Record<string, string>> = { " ": "[ \\u00a0\\u202f]", "'": "['’]" };

/** The number format of a CSV file: its decimal mark and its thousands separator. */
export class NumberFormat {
  readonly decimal: "." | ",";
  readonly thousands: string | undefined;
  readonly #written: RegExp;
  readonly #group: RegExp | undefined;

  constructor(decimal: "." | ",", thousands?: string) {
    this.decimal = decimal;
    this.thousands = thousands;
    const group = thousands === undefined ? undefined : (variants[thousands] ?? `\\${thousands}`);
    this.#group = group === undefined ? undefined : new RegExp(group, "g");
    const whole = group === undefined ? "\\d+" : `(?:\\d+|\\d{1,3}(?:${group}\\d{3})+)`;
    const point = `\\${decimal}`;
    this.#written = new RegExp(`^[+-]?(?:${whole}(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`);
  }

  /** Whether it is JSON's format. */
  get isPlain(): boolean {
    return this.decimal === "." && this.thousands === undefined;
  }

  /** The command-line options for this format. */
  get options(): string {
    const { decimal, thousands } = this;
    const separatorName = thousands !== undefined && /^[.,_]$/.test(thousands) ? thousands : `"${thousands}"`;
    return [
      ...(decimal === "," ? ["--decimal ,"] : []),
      ...(thousands === undefined ? [] : [`--thousands ${separatorName}`]),
    ].join(" ");
  }

  /**
   * Converts a number in this format to JSON's format. Returns a cell unchanged if it does not look like a number,
   * and undefined if it looks like a number in another format.
   */
  toPlain(cell: string): string | undefined {
    if (this.isPlain) return cell;
    if (this.matches(cell)) {
      const whole = this.#group === undefined ? cell : cell.replace(this.#group, "");
      return this.decimal === "," ? whole.replace(",", ".") : whole;
    }
    return plainNumber.test(cell) || notANumberReason(cell) !== undefined ? undefined : cell;
  }

  /** Whether a cell is a number in this format. */
  matches(cell: string): boolean {
    return this.#written.test(cell);
  }
}

export const plainFormat: NumberFormat = new NumberFormat(".");

/** The other common number formats, those with fewer options first. */
const otherFormats: readonly NumberFormat[] = [
  new NumberFormat(","),
  new NumberFormat(".", ","),
  new NumberFormat(".", " "),
  new NumberFormat(".", "'"),
  new NumberFormat(".", "_"),
  new NumberFormat(",", "."),
  new NumberFormat(",", " "),
  new NumberFormat(",", "'"),
];

/**
 * The formats in which a cell and all cells before it are numbers; undefined while all cells are in JSON's format.
 *
 * @param among - the formats that fit the cells before this one
 */
export function matchingFormats(
  cell: string,
  among?: readonly NumberFormat[],
): readonly NumberFormat[] | undefined {
  const trimmed = cell.trim();
  return plainNumber.test(trimmed)
    ? among
    : (among ?? otherFormats).filter((candidate) => candidate.matches(trimmed));
}

/** The options with which cells are numbers; undefined if there are none. */
export function formatHint(among: readonly NumberFormat[] = []): string | undefined {
  const [first] = among;
  if (first === undefined) return undefined;
  const short = among.filter(
    ({ options }) => options.split("--").length === first.options.split("--").length,
  );
  return `${short.map(({ options }) => options).join(" or ")} makes such cells numbers`;
}

/** Why a cell that looks like a number is not read as one; undefined for a cell that does not look like a number. */
export function notANumberReason(cell: string): string | undefined {
  if (!/\d/.test(cell)) return undefined;
  if (/^[+-]?0\d+$/.test(cell)) return "has leading zeros, which a number would lose";
  if (/^\+[\d.]+$/.test(cell)) return 'begins with "+"';
  if (/^[+-]?\d+%$|^[+-]?\d*[.,]\d+\s?%$/.test(cell)) return "has a percent sign";
  if (/^[+-]?[$€£¥]\s?[\d.,]+$|^[+-]?[\d.,]+\s?[$€£¥]$/.test(cell)) return "has a currency sign";
  if (/^[+-]?\d{1,3}([,.'’_ \u00a0\u202f]\d{3})+([.,]\d+)?$/.test(cell)) return "has thousands separators";
  if (/^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(cell)) return "has a decimal comma";
  return undefined;
}

/**
 * Reads the values of `--decimal` and `--thousands`.
 *
 * @throws a usage error if both are the same, and for an unknown thousands separator
 */
export function parseNumberFormat(decimal: string | undefined, thousands: string | undefined): NumberFormat {
  const separator = decimal === "," ? "," : ".";
  if (thousands === undefined) return decimal === "," ? new NumberFormat(",") : plainFormat;
  const group = thousands === "space" ? " " : thousands;
  if (!/^[.,'_ ]$/.test(group)) throw usageError("--thousands must be one of , . ' _ and space.");
  if (group === separator) {
    throw usageError(
      `--thousands and the decimal mark are both "${group}".`,
      `add --decimal ${separator === "," ? "." : ","}`,
    );
  }
  return new NumberFormat(separator, group);
}
