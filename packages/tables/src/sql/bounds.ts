import { InvalidInputError, quote } from "@lancetree/core";
import { type Frame, newFrame } from "./frame.ts";
import { knownFunctions, types, words } from "./functions.ts";
import { nothing, type Size, sizeOf, sum } from "./growth.ts";
import { sqlLimits } from "./limits.ts";
import { type Refusal, Tally } from "./tally.ts";
import { TokenCount } from "./token-count.ts";
import { operatorRefusal, patternRefusal, prefixRefusal } from "./token-rules.ts";
import { readTokens, type Token } from "./tokens.ts";

/**
 * Refuses an expression that could take more of a machine than {@link sqlLimits} allow for any table: functions that are
 * not known, results that grow, nesting that ends a process. It takes time in proportion to the text.
 *
 * Text that is not SQL may pass; LanceDB refuses it.
 *
 * @param field - how messages call it
 * @returns what the result is made of, in one row
 * @throws InvalidInputError (13) that says what is refused, where it stands, and what is allowed
 */
export function requireBounded(field: string, text: string, use: "condition" | "value"): Size {
  if (text.length > sqlLimits.characters) {
    throw new InvalidInputError(
      `${field} is too long: ${text.length} characters, and ${sqlLimits.characters} are allowed.`,
    );
  }
  const reader = new BoundsReader(field);
  for (const token of readTokens(text)) reader.read(token);
  return reader.end(use);
}

class BoundsReader {
  readonly #field: string;
  readonly #frames: Frame[] = [newFrame("group", 0, 0)];
  #previous: Token | undefined;
  readonly #tally = new Tally();
  readonly #tokens = new TokenCount();

  constructor(field: string) {
    this.#field = field;
  }

  read(token: Token): void {
    this.#require(this.#tokens.add(token, this.#frame.kind), token);
    if (token.kind === "sign") this.#sign(token);
    else if (token.kind === "word") this.#word(token);
    else this.#operand(token);
    this.#previous = token;
  }

  end(use: "condition" | "value"): Size {
    const outermost = this.#frames[0];
    if (!outermost) return nothing;
    this.#endArgument(outermost);
    const size = outermost.whole;
    if (outermost.joins) this.#requireSmall(size, "||", 0);
    if (use === "value" && size.text > sqlLimits.value) {
      this.#refuse(`is a value of ${size.text} characters; ${sqlLimits.value} are allowed`);
    }
    return size;
  }

  #sign(token: Token): void {
    const { value } = token;
    if (value === "(") this.#open(token, this.#enclosed(token));
    else if (value === "[") this.#open(token, { kind: this.#bracketed(token) });
    else if (value === ")" || value === "]") this.#close();
    else if (value === ",") this.#comma();
    else this.#operator(token);
  }

  #word(token: Token): void {
    const word = token.value.toLowerCase();
    if (word === "select") this.#refuse("holds a subquery", token, "subqueries are not supported");
    if (word === "case") this.#open(token, { kind: "case" });
    else if (word === "end" && this.#frame.kind === "case") this.#close();
    else if (word === "and" || word === "or") this.#connective(word);
    else if (this.#frame.kind === "case" && ["when", "then", "else"].includes(word)) {
      this.#frame.depth = this.#frame.base;
    } else if (["between", "like", "ilike", "is", "not", "in", "collate"].includes(word)) {
      if (word === "between") this.#frame.betweens++;
      this.#deepen(token);
    } else this.#operand(token);
  }

  #operand(token: Token): void {
    const frame = this.#frame;
    const before = this.#previous;
    if (before?.kind === "word" && /^i?like$/i.test(before.value))
      this.#require(patternRefusal(token), token);
    const isName = token.kind === "word" || token.kind === "quoted word";
    const isColumn = isName && !words.has(token.value.toLowerCase()) && !types.has(token.value.toLowerCase());
    // A field of a column is a part of it.
    const isField = before?.kind === "sign" && before.value === ".";
    if (!isName && before !== undefined) this.#require(prefixRefusal(before, token), before);
    if ((isColumn && !isField) || token.kind === "double quoted") frame.columns++;
    if (!isName) frame.text += token.value.length;
    this.#keep(token);
  }

  /** Operators nest the way that parentheses do. */
  #operator(token: Token): void {
    this.#require(operatorRefusal(token, this.#previous), token);
    if (token.value === "||") this.#frame.joins = true;
    this.#deepen(token);
    this.#keep(token);
  }

  /** LanceDB lays a chain of AND and OR out flat, except inside of a function and behind BETWEEN. */
  #connective(word: string): void {
    const frame = this.#frame;
    const isOfBetween = word === "and" && frame.betweens > 0;
    if (isOfBetween) frame.betweens--;
    const isFlat = !isOfBetween && this.#frames.every(({ kind }) => kind === "group");
    if (isFlat) frame.depth = frame.base;
    else this.#deepen(undefined);
  }

  #enclosed(token: Token): Pick<Frame, "kind"> & Partial<Frame> {
    const name = this.#previous;
    const isText = name?.kind === "text" || name?.kind === "double quoted";
    if (name === undefined || name.kind === "sign" || isText) {
      if (isText || name?.value === ")" || name?.value === "]") {
        this.#refuse("holds a parenthesis behind a value", token, "a function is called by its name");
      }
      return { kind: "group" };
    }
    const word = name.value.toLowerCase();
    if (name.kind === "word" && word === "in") return { kind: "members" };
    if (name.kind === "word" && words.has(word)) return { kind: "group" };
    if (name.kind === "word" && types.has(word)) return { kind: "type" };
    const growth = knownFunctions.get(word);
    if (growth !== undefined && !this.#isQualified()) {
      // Its name was taken for a column.
      this.#takeBack(name);
      return { kind: "call", name: word, growth, offset: name.offset };
    }
    return this.#refuse(
      `calls ${quote(name.value)}`,
      name,
      `functions are ${[...knownFunctions.keys()].toSorted().join(", ")}`,
    );
  }

  /** A list, or a subscript. */
  #bracketed(token: Token): "list" | "members" {
    const before = this.#previous;
    const word = before?.kind === "word" ? before.value.toLowerCase() : "";
    if (types.has(word))
      this.#refuse("holds a type of lists", token, "arrow_cast takes the names of such types");
    if (word === "in") return "members";
    if (before === undefined || words.has(word)) return "list";
    return before.kind !== "sign" || before.value === ")" || before.value === "]" ? "members" : "list";
  }

  #isQualified(): boolean {
    return this.#frame.tokens.at(-2)?.value === ".";
  }

  #takeBack(name: Token): void {
    const frame = this.#frame;
    if (frame.tokens.at(-1) === name) frame.tokens.pop();
    if (!types.has(name.value.toLowerCase())) frame.columns--;
  }

  #open(token: Token, opened: Pick<Frame, "kind"> & Partial<Frame>): void {
    this.#deepen(token);
    const { depth } = this.#frame;
    this.#frames.push({ ...newFrame(opened.kind, token.offset, depth), ...opened });
  }

  #close(): void {
    const frame = this.#frame;
    this.#endArgument(frame);
    // LanceDB refuses a bracket that closes nothing.
    if (this.#frames.length > 1) this.#frames.pop();
    const outer = this.#frame;
    const size = this.#closedSize(frame);
    outer.columns += size.columns;
    outer.text += size.text;
    outer.tokens.push({ kind: "sign", value: ")", offset: frame.offset });
  }

  #closedSize(frame: Frame): Size {
    const { whole } = frame;
    if (frame.joins) this.#requireSmall(whole, "||", frame.offset);
    // What is compared with members, and what a subscript takes out, holds none of them.
    if (frame.kind === "type" || frame.kind === "members") return nothing;
    if (frame.kind !== "call") return whole;
    const at = { offset: frame.offset };
    if (frame.arguments.length > sqlLimits.arguments) {
      this.#refuse(
        `gives ${quote(frame.name)} ${frame.arguments.length} arguments`,
        at,
        `${sqlLimits.arguments} are allowed`,
      );
    }
    const size = sizeOf(frame.growth, frame.arguments);
    if (typeof size === "string") return this.#refuse(`calls ${quote(frame.name)}`, at, size);
    if (frame.growth === "none")
      this.#requireSmall({ columns: 0, text: size.text }, frame.name, frame.offset);
    else this.#requireSmall(size, frame.name, frame.offset);
    this.#require(this.#tally.add(frame.growth, frame.arguments, size), at);
    return size;
  }

  #requireSmall({ columns, text }: Size, name: string, offset: number): void {
    if (text > sqlLimits.text) {
      this.#refuse(
        `makes a text of ${Math.ceil(text)} characters with ${quote(name)}`,
        { offset },
        `${sqlLimits.text} are allowed`,
      );
    }
    if (columns > sqlLimits.columns) {
      this.#refuse(
        `makes a value of ${columns} columns, or of as many copies of one, with ${quote(name)}`,
        { offset },
        `${sqlLimits.columns} are allowed`,
      );
    }
  }

  #comma(): void {
    this.#endArgument(this.#frame);
  }

  #endArgument(frame: Frame): void {
    const { columns, text, tokens } = frame;
    if (columns > 0 || text > 0) frame.whole = sum([frame.whole, { columns, text }]);
    if (frame.kind === "call" && tokens.length > 0) {
      frame.arguments.push({ size: { columns, text }, tokens });
    }
    frame.depth = frame.base;
    frame.betweens = 0;
    frame.columns = 0;
    frame.text = 0;
    if (tokens.length > 0) frame.tokens = [];
  }

  #deepen(token: Pick<Token, "offset"> | undefined): void {
    const frame = this.#frame;
    frame.depth++;
    if (frame.depth > sqlLimits.depth) {
      this.#refuse(
        "nests too deep",
        token ?? this.#previous,
        `${sqlLimits.depth} levels are allowed, and each operator is one`,
      );
    }
  }

  /** The rules look at arguments of a few parts only; the last two parts show whether a name has a dot in front. */
  #keep(token: Token): void {
    const { kind, tokens } = this.#frame;
    if (kind === "members" || kind === "list") return;
    if (tokens.length === 64) tokens.splice(1, 32);
    tokens.push(token);
  }

  get #frame(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Error("The outermost frame stays.");
    return frame;
  }

  #require(refusal: Refusal | undefined, at: Pick<Token, "offset">): void {
    if (refusal) this.#refuse(refusal[0], at, refusal[1]);
  }

  #refuse(what: string, at?: Pick<Token, "offset">, allowed?: string): never {
    const where = at === undefined ? "" : ` at character ${at.offset + 1}`;
    throw new InvalidInputError(
      `${this.#field} ${what}${where}${allowed === undefined ? "" : `; ${allowed}`}.`,
    );
  }
}
