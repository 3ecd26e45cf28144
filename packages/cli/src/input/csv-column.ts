import { inferCell, nullHint } from "./csv-cells.ts";
import { describeType, type InferredType, mergeTypes, nothing } from "./inferred-type.ts";
import { formatHint, matchingFormats, type NumberFormat } from "./number-format.ts";

interface Deviation {
  readonly line: number;
  readonly cell: string;
  readonly reason: string;
}

/** Infers the type of a CSV column from its cells, and notes why it is not the type that most of them have. */
export class CsvColumn {
  readonly #name: string;
  readonly #format: NumberFormat;
  #type: InferredType = nothing;
  #filled = 0;
  /** How many cells are numbers, true or false, lists of numbers, or look like numbers. */
  #nonText = 0;
  /** The first cell that is text, or that does not fit the type of the cells before it. */
  #deviation: Deviation | undefined;
  /**
   * The number formats that fit every cell that looks like a number; undefined while no cell needs another format
   * than the file's.
   */
  #formats: readonly NumberFormat[] | undefined;
  #hasPoint = false;

  constructor(name: string, numberFormat: NumberFormat) {
    this.#name = name;
    this.#format = numberFormat;
  }

  get type(): InferredType {
    return this.#type;
  }

  add(cell: string, line: number): void {
    this.#filled += 1;
    const { type, reason } = inferCell(cell, this.#format);
    if (reason !== undefined) this.#formats = matchingFormats(cell, this.#formats);
    if (type.kind === "float") this.#hasPoint = true;
    if (type.kind !== "text" || reason !== undefined) this.#nonText += 1;
    if (type.kind === "text") this.#deviation ??= { line, cell, reason: reason ?? this.#mismatch() };
    if (this.#type.kind === "text") return;
    const merged = mergeTypes(this.#type, type);
    this.#deviation ??= this.#changeOf(type, merged, line, cell);
    this.#type = merged ?? { kind: "text" };
  }

  /** A note for the user about an unexpected type; undefined where the type is as expected. */
  note(): string | undefined {
    if (this.#deviation === undefined || this.#nonText * 2 < this.#filled) return undefined;
    const { line, cell, reason } = this.#deviation;
    const quoted = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 39)}…` : cell);
    const because = `because ${quoted} in line ${line} ${reason}`;
    if (this.#type.kind === "list") return `column "${this.#name}" contains lists, not vectors, ${because}`;
    if (this.#type.kind !== "text") return undefined;
    const advice = nullHint(cell) ?? this.#formatHint(cell);
    return `column "${this.#name}" is text ${because}${advice === undefined ? "" : `; ${advice}`}`;
  }

  #formatHint(cell: string): string | undefined {
    const ways = matchingFormats(cell)?.filter((way) => this.#formats?.includes(way));
    return formatHint(ways?.filter(({ decimal }) => decimal === "." || !this.#hasPoint));
  }

  /** How a text cell differs from the cells before it. */
  #mismatch(): string {
    if (this.#type.kind === "bool") return "is neither true nor false";
    return this.#type.kind === "list" ? "is not a list of numbers" : "is not a number";
  }

  /** Why the type of the column changes at this cell. */
  #changeOf(
    type: InferredType,
    merged: InferredType | undefined,
    line: number,
    cell: string,
  ): Deviation | undefined {
    const before = this.#type;
    if (!merged) {
      return {
        line,
        cell,
        reason: `is ${describeType(type)}, while each cell before it is ${describeType(before)}`,
      };
    }
    if (
      before.kind === "list" &&
      merged.kind === "list" &&
      type.kind === "list" &&
      before.length !== merged.length
    ) {
      return {
        line,
        cell,
        reason: `has ${type.length} numbers, while each list before it has ${before.length}`,
      };
    }
    return undefined;
  }
}
