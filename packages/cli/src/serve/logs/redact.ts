/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const hidden = "***";

/** What is a secret by its form, wherever it comes from. */
const forms: readonly (readonly [RegExp, string])[] = [
  // Our own keys: the id stays, so that the key can be found and taken back.
  [/lt_([0-9a-f]{12})_[\w-]{8,}/g, `lt_$1_${hidden}`],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@]*@/gi, `$1${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${hidden}`],
  [
    /(["']?[\w.-]*(?:secret|password|passwd|token|signature|credential|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|sas[_-]?key|cookie)[\w.-]*["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&}\])"']+)/gi,
    `$1${hidden}`,
  ],
  [/([?&](?:sig|sv|se|sp)=)[^\s&"']+/gi, `$1${hidden}`],
];

/**
 * Makes what takes secrets out of texts before they are logged or answered.
 *
 * @param secrets - texts that are secret though their form does not show it; those of under 6 characters would hide half of
 * all words, so they are left to their form
 */
export function createRedact(secrets: () => readonly string[] = () => []): Redact {
  return (text) => {
    let safe = text;
    for (const secret of secrets()) if (secret.length >= 6) safe = safe.replaceAll(secret, hidden);
    for (const [form, replacement] of forms) safe = safe.replace(form, replacement);
    return safe;
  };
}
