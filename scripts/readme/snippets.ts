/** Finds the fenced blocks of a Markdown page. */

export interface Snippet {
  /** The word after the opening fence, for example `ts`. */
  readonly language: string;
  readonly code: string;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  /** The last line above the block that is not blank; it may be an HTML comment about the block. */
  readonly lineAbove: string;
}

export function snippetsOf(page: string): Snippet[] {
  const lines = page.split("\n");
  const found: Snippet[] = [];
  let lineAbove = "";
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const fence = /^```(\w*)/.exec(line);
    if (fence === null) {
      lineAbove = line.trim() === "" ? lineAbove : line.trim();
      continue;
    }
    const end = lines.indexOf("```", index + 1);
    if (end < 0) {
      throw new Error(`the block opened in line ${index + 1} is never closed`);
    }
    const code = `${lines.slice(index + 1, end).join("\n")}\n`;
    found.push({ language: fence[1] ?? "", code, line: index + 1, lineAbove });
    index = end;
    lineAbove = "";
  }
  return found;
}
