/**
 * Reads a CSV as RFC 4180 has it: quotes double inside of quotes. A cell without quotes that is empty is null.
 *
 * @throws Error for a quote that is not closed
 */
export function parseCsv(text: string): [] | [string[], ...(string | null)[][]] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const separator = /^[^\n"]*;/.test(text) && !/^[^\n"]*,/.test(text) ? ";" : ",";
  while (at < text.length) {
    let cell: string | null;
    if (text[at] === '"') {
      const parts: string[] = [];
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) throw new Error(`Row ${rows.length + 1} has a quote that is not closed.`);
        parts.push(text.slice(at + 1, end));
        at = end + 1;
        if (text[at] !== '"') break;
        parts.push('"');
      }
      cell = parts.join("");
    } else {
      const found = /[\r\n,;]/g;
      found.lastIndex = at;
      let end = text.length;
      for (let match = found.exec(text); match; match = found.exec(text)) {
        if (match[0] === separator || match[0] === "\r" || match[0] === "\n") {
          end = match.index;
          break;
        }
      }
      cell = end === at ? null : text.slice(at, end);
      at = end;
    }
    row.push(cell);
    if (text[at] === separator) {
      at += 1;
      if (at === text.length) row.push(null);
      continue;
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    if (row.length > 1 || row[0] !== null) rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  const [names, ...others] = rows;
  return names ? [names.map((name) => name ?? ""), ...others] : [];
}
