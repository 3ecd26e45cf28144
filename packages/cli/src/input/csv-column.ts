import { inferCell, nullHint } from "./csv-cells.ts";
import { describeType, type InferredType, mergeTypes, nothing } from "./inferred-type.ts";
import { formatHint, matchingFormats, type NumberFormat } from "./number-format.ts";

interface Deviation {
  readonly line: number;
  readonly cell: string;
  readonly reason: string;
}

/** Finds the type of a column of a CSV file by its cells, and why it is none that most of them have. */
export class CsvColumn {
  readonly #name: string;
  readonly #format: NumberFormat;
  #type: InferredType = nothing;
  #filled = 0;
  /** How many cells are numbers, true or false, lists of numbers, or look like numbers. */
  #nonText = 0;
  /** The first cell that is text, or that cannot be what the others are. */
  #deviation: Deviation | undefined;
  /** The ways to write numbers in which all cells are numbers that look like one; undefined where none is written in another way. */
  #formats: readonly NumberFormat[] | undefined;
  #hasPoint = false;

  constructor(name: string, marks: NumberFormat) {
    this.#name = name;
    this.#format = marks;
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
    const shown = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 39)}…` : cell);
    const because = `because ${shown} in line ${line} ${reason}`;
    if (this.#type.kind === "list") return `column "${this.#name}" holds lists, not vectors, ${because}`;
    if (this.#type.kind !== "text") return undefined;
    const advice = nullHint(cell) ?? this.#formatHint(cell);
    return `column "${this.#name}" is text ${because}${advice === undefined ? "" : `; ${advice}`}`;
  }

  #formatHint(cell: string): string | undefined {
    const ways = matchingFormats(cell)?.filter((way) => this.#formats?.includes(way));
    return formatHint(ways?.filter(({ decimal }) => decimal === "." || !this.#hasPoint));
  }

  /** What a text is not that the cells before it are. */
  #mismatch(): string {
    if (this.#type.kind === "bool") return "is neither true nor false";
    return this.#type.kind === "list" ? "is not a list of numbers" : "is not a number";
  }

  /** Why the column is another type from this cell on. */
  #changeOf(
    type: InferredType,
    merged: InferredType | undefined,
    line: number,
    cell: string,
  ): Deviation | undefined {
    const before = this.#type;
    if (!merged) {
      return { line, cell, reason: `is ${describeType(type)}, cells before it are ${describeType(before)}` };
    }
    if (
      before.kind === "list" &&
      merged.kind === "list" &&
      type.kind === "list" &&
      before.length !== merged.length
    ) {
      return { line, cell, reason: `has ${type.length} numbers, lists before it have ${before.length}` };
    }
    return undefined;
  }
}
