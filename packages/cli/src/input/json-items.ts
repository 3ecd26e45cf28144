import { invalidFile } from "./invalid-file.ts";

/** The text of one JSON value of a file. */
export interface JsonItem {
  readonly json: string;
  /** The line that it begins in, from 1. */
  readonly line: number;
}

/** For a longer value, the closing bracket is assumed to be missing. */
const maxItemLength = 2 ** 26;

/** The lines of a file that are not blank. */
export async function* jsonLines(file: string, chunks: AsyncIterable<string>): AsyncGenerator<JsonItem> {
  let [held, line] = ["", 0];
  for await (const chunk of chunks) {
    const lines = (held + chunk).split("\n");
    held = lines.pop() ?? "";
    for (const json of lines) {
      line += 1;
      if (json.trim() !== "") yield { json, line };
    }
    if (held.length > maxItemLength) throw invalidFile(file, `line ${line + 1} is longer than 64 MB.`);
  }
  if (held.trim() !== "") yield { json: held, line: line + 1 };
}

/** The values of a JSON array, or of a file with one value after the other. */
export async function* jsonItems(file: string, chunks: AsyncIterable<string>): AsyncGenerator<JsonItem> {
  const splitter = new ItemSplitter(file);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.end();
}

/** Finds where values begin and end by the brackets outside of strings; JSON.parse checks what is between them. */
class ItemSplitter {
  readonly #file: string;
  #held = "";
  #line = 1;
  #startLine = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #began = false;
  /** Whether the file is one array, whose values are the rows. */
  #inList = false;
  #listEnded = false;

  constructor(file: string) {
    this.#file = file;
  }

  *push(chunk: string): Generator<JsonItem> {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const code = chunk.charCodeAt(at);
      if (code === 10) this.#line += 1;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (code === 92) this.#escaped = true;
        else if (code === 34) this.#inString = false;
        continue;
      }
      if (code === 34) this.#inString = true;
      const isOpen = code === 91 || code === 123;
      const isClose = code === 93 || code === 125;
      if (this.#depth === 0 && this.#held === "" && start === at) {
        // Between values.
        if (code <= 32 || (code === 44 && this.#inList && this.#began)) {
          start = at + 1;
          continue;
        }
        if (this.#listEnded) throw this.#invalid("the end of the array is followed by more text");
        if (code === 91 && !this.#began) {
          [this.#inList, this.#began, start] = [true, true, at + 1];
          continue;
        }
        if (code === 93 && this.#inList) {
          [this.#listEnded, start] = [true, at + 1];
          continue;
        }
        [this.#began, this.#startLine] = [true, this.#line];
      }
      if (code === 93 && this.#depth === 0 && this.#inList) {
        yield* this.#take(chunk.slice(start, at));
        [this.#listEnded, start] = [true, at + 1];
        continue;
      }
      if (isOpen) this.#depth += 1;
      if (isClose) this.#depth -= 1;
      if (this.#depth < 0) throw this.#invalid("a closing bracket has no opening bracket");
      if (this.#depth > 0 || this.#inString) continue;
      const isEnd = isClose || code === 44 || code <= 32;
      if (!isEnd) continue;
      yield* this.#take(chunk.slice(start, isClose ? at + 1 : at));
      start = at + 1;
    }
    this.#held += chunk.slice(start);
    if (this.#held.length > maxItemLength) {
      throw invalidFile(this.#file, `line ${this.#startLine}: a value is longer than 64 MB.`);
    }
  }

  *end(): Generator<JsonItem> {
    yield* this.#take("");
    if (this.#inList && !this.#listEnded)
      throw this.#invalid("the array is not closed; the end of the file may be missing");
  }

  *#take(text: string): Generator<JsonItem> {
    const whole = this.#held + text;
    this.#held = "";
    if (whole.trim() !== "") yield { json: whole, line: this.#startLine };
  }

  #invalid(problem: string): Error {
    return invalidFile(this.#file, `line ${this.#line}: ${problem}.`);
  }
}
