import { usageError } from "../errors/cli-error.ts";

const plainNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** A space stands for the narrow ones that spreadsheets write, an apostrophe for the curved one. */
const variants: Readonly<Record<string, string>> = { " ": "[ \\u00a0\\u202f]", "'": "['’]" };

/** How a file of CSV writes its numbers: which mark parts the decimal places, and which groups digits by three. */
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
    const places = `\\${decimal}`;
    this.#written = new RegExp(`^[+-]?(?:${whole}(?:${places}\\d*)?|${places}\\d+)(?:[eE][+-]?\\d+)?$`);
  }

  /** Whether numbers are written as JSON writes them. */
  get isPlain(): boolean {
    return this.decimal === "." && this.thousands === undefined;
  }

  /** The options that say so. */
  get options(): string {
    const { decimal, thousands } = this;
    const shown = thousands !== undefined && /^[.,_]$/.test(thousands) ? thousands : `"${thousands}"`;
    return [
      ...(decimal === "," ? ["--decimal ,"] : []),
      ...(thousands === undefined ? [] : [`--thousands ${shown}`]),
    ].join(" ");
  }

  /**
   * A cell that is a number as the file writes them, in the way of JSON; what does not look like a number stays as it is. Undefined
   * for what looks like a number and is written in another way.
   */
  toPlain(cell: string): string | undefined {
    if (this.isPlain) return cell;
    if (this.matches(cell)) {
      const whole = this.#group === undefined ? cell : cell.replace(this.#group, "");
      return this.decimal === "," ? whole.replace(",", ".") : whole;
    }
    return plainNumber.test(cell) || notANumberReason(cell) !== undefined ? undefined : cell;
  }

  /** Whether a cell is a number as the file writes them. */
  matches(cell: string): boolean {
    return this.#written.test(cell);
  }
}

export const plainFormat: NumberFormat = new NumberFormat(".");

/** The other ways in which people write numbers, those with fewer options first. */
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
 * The ways in which all of some cells are numbers; undefined while no cell is written otherwise than in JSON.
 *
 * @param among - the ways that the cells before this one leave
 */
export function matchingFormats(
  cell: string,
  among?: readonly NumberFormat[],
): readonly NumberFormat[] | undefined {
  const trimmed = cell.trim();
  return plainNumber.test(trimmed)
    ? among
    : (among ?? otherFormats).filter((marks) => marks.matches(trimmed));
}

/** Which options make numbers of cells; undefined where none do. */
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
  if (/^[+-]?\d{1,3}([,.'’_ \u00a0\u202f]\d{3})+([.,]\d+)?$/.test(cell)) return "has separators of thousands";
  if (/^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(cell)) return "has a decimal comma";
  return undefined;
}

/**
 * Reads the values of `--decimal` and `--thousands`.
 *
 * @throws a usage error where both are the same, and for what groups no digits
 */
export function parseNumberFormat(decimal: string | undefined, thousands: string | undefined): NumberFormat {
  const mark = decimal === "," ? "," : ".";
  if (thousands === undefined) return decimal === "," ? new NumberFormat(",") : plainFormat;
  const group = thousands === "space" ? " " : thousands;
  if (!/^[.,'_ ]$/.test(group)) throw usageError("--thousands takes one of , . ' _ and space.");
  if (group === mark) {
    throw usageError(
      `--thousands is "${group}", which is the decimal mark.`,
      `add --decimal ${mark === "," ? "." : ","}`,
    );
  }
  return new NumberFormat(mark, group);
}
