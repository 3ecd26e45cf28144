/** Takes secrets out of a text, and makes a long one short. */
export type Redact = (text: string) => string;

const hidden = "***";

/** Messages and stacks are shorter. What is looked at for its form is bounded, since callers choose how long it is. */
const longestText = 8_192;

/** Words that a secret is called by. */
const secretName =
  /secret|password|passwd|token|signature|credential|api[_-]?key|access[_-]?key|account[_-]?key|sas[_-]?key|cookie/i;

/** A name and what assigns to it. It begins where a name begins, so that it goes through a text once. */
const assignments = /(?<![\w.-])([\w.-]{1,200})["']?\s{0,20}[=:]\s{0,20}/g;
const value = /"[^"]*"|'[^']*'|[^\s,;&}\])"']+/y;

/** What is a secret by its form, wherever it comes from. */
const forms: readonly (readonly [RegExp, string])[] = [
  // Our own keys: the id stays, so that the key can be found and taken back.
  [/lt_([0-9a-f]{12})_[\w-]{8,}/g, `lt_$1_${hidden}`],
  [/:\/\/[^\s/?#"'@]*@/g, `://${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [/([?&](?:sig|sv|se|sp)=)[^\s&"']+/gi, `$1${hidden}`],
];

/**
 * Makes what takes secrets out of texts before they are logged or answered. It takes time in proportion to the length of a
 * text, of which 8,192 characters are left.
 *
 * @param secrets - texts that are secret though their form does not show it; those of under 6 characters would hide half of
 * all words, so they are left to their form
 */
export function createRedact(secrets: () => readonly string[] = () => []): Redact {
  return (text) => {
    let safe = text;
    // Before the cut, which must leave no half of a secret.
    for (const secret of secrets()) if (secret.length >= 6) safe = safe.replaceAll(secret, hidden);
    safe = cut(safe);
    for (const [form, replacement] of forms) safe = safe.replace(form, replacement);
    return withoutAssigned(safe);
  };
}

/** Hides what is assigned to the name of a secret. */
function withoutAssigned(text: string): string {
  let safe = "";
  let told = 0;
  for (const assignment of text.matchAll(assignments)) {
    value.lastIndex = assignment.index + assignment[0].length;
    const start = value.lastIndex;
    if (start < told || !secretName.test(assignment[1] ?? "") || !value.test(text)) continue;
    safe += `${text.slice(told, start)}${hidden}`;
    told = value.lastIndex;
  }
  return safe + text.slice(told);
}

/** Cuts between words where it can: half of a word may be half of a secret whose form no longer shows it. */
function cut(text: string): string {
  if (text.length <= longestText) return text;
  const head = text.slice(0, longestText);
  const end = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\n"));
  return `${end > longestText / 2 ? head.slice(0, end) : head.slice(0, longestText / 2)} …`;
}
