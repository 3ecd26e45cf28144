/** A part of a line and its style on a terminal. */
export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Style = "bold" | "dim" | "green" | "cyan" | "yellow" | "red";

/** A line, or a cell of a table: plain text, or styled parts. Color is only added when it is written. */
export type StyledText = string | readonly (string | Span)[];

export function bold(text: string): Span {
  return { text, style: "bold" };
}

export function dim(text: string): Span {
  return { text, style: "dim" };
}

export function green(text: string): Span {
  return { text, style: "green" };
}

export function yellow(text: string): Span {
  return { text, style: "yellow" };
}

export function red(text: string): Span {
  return { text, style: "red" };
}

export function spansOf(text: StyledText): readonly (string | Span)[] {
  return typeof text === "string" ? [text] : text;
}

export function plainText(text: StyledText): string {
  return spansOf(text)
    .map((span) => (typeof span === "string" ? span : span.text))
    .join("");
}
