/** Removes secrets from a string, and truncates a long one. */
export type Redact = (text: string) => string;

const hidden = "***";

/** Messages and stacks are shorter. The input of the patterns is bounded, since callers choose its length. */
const maxLength = 8_192;

/** Words in the names of secrets. */
const secretName =
  /secret|password|passwd|token|signature|credential|api[_-]?key|access[_-]?key|account[_-]?key|sas[_-]?key|cookie/i;

/** A name and an assignment sign. It matches at the beginning of a name only, so that matching takes linear time. */
const assignments = /(?<![\w.-])([\w.-]{1,200})["']?\s{0,20}[=:]\s{0,20}/g;
const value = /"[^"]*"|'[^']*'|[^\s,;&}\])"']+/y;

/** Secrets that are recognized by their form. */
const forms: readonly (readonly [RegExp, string])[] = [
  // Keys of this server: the id stays, so that the key can be found and removed.
  [/lt_([0-9a-f]{12})_[\w-]{8,}/g, `lt_$1_${hidden}`],
  [/:\/\/[^\s/?#"'@]*@/g, `://${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [/([?&](?:sig|sv|se|sp)=)[^\s&"']+/gi, `$1${hidden}`],
];

/**
 * Creates a function that removes secrets from strings before they are logged or sent. It takes time in proportion to the length of
 * a string, of which at most 8,192 characters are left.
 *
 * @param secrets - further strings that are secret. Those of fewer than 6 characters are not removed, since they occur in ordinary
 * words
 */
export function createRedact(secrets: () => readonly string[] = () => []): Redact {
  return (text) => {
    let safe = text;
    // Before the truncation, which could leave half of a secret.
    for (const secret of secrets()) if (secret.length >= 6) safe = safe.replaceAll(secret, hidden);
    safe = truncate(safe);
    for (const [form, replacement] of forms) safe = safe.replace(form, replacement);
    return withoutAssigned(safe);
  };
}

/** Hides values that are assigned to the name of a secret. */
function withoutAssigned(text: string): string {
  let safe = "";
  let end = 0;
  for (const assignment of text.matchAll(assignments)) {
    value.lastIndex = assignment.index + assignment[0].length;
    const start = value.lastIndex;
    if (start < end || !secretName.test(assignment[1] ?? "") || !value.test(text)) continue;
    safe += `${text.slice(end, start)}${hidden}`;
    end = value.lastIndex;
  }
  return safe + text.slice(end);
}

/** Truncates between words where it can: half of a word may be half of a secret that its form no longer reveals. */
function truncate(text: string): string {
  if (text.length <= maxLength) return text;
  const head = text.slice(0, maxLength);
  const end = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\n"));
  return `${end > maxLength / 2 ? head.slice(0, end) : head.slice(0, maxLength / 2)} …`;
}
