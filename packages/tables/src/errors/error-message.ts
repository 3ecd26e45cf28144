import { withoutSourceLocations } from "@lancetree/core";

/**
 * LanceDB's errors repeat what a caller sent, which may have any length. Of a longer message, only this number of
 * characters is read.
 */
const longestText = 2_000;
const longestSentence = 500;

/** The beginning and the end of a long message: LanceDB begins with what failed and ends with the reason. */
export function shortened(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText / 2)} … ${text.slice(-longestText / 2)}`;
}

/** One line without LanceDB's wrappers, its causes and the source files that it appends. */
export function firstSentence(text: string): string {
  const line = ends.reduce((left, end) => left.split(end, 1)[0] ?? "", text);
  const sentence = withoutSourceLocations(withoutSecretUrls(withoutWrappers(line))).trim();
  return sentence.length > longestSentence ? `${sentence.slice(0, longestSentence)}…` : sentence;
}

/** The reason that follows a fixed prefix; undefined if the message does not contain the prefix. */
export function reasonBehind(text: string, words: string): string | undefined {
  const position = text.lastIndexOf(words);
  return position < 0 ? undefined : firstSentence(text.slice(position + words.length));
}

/** Whether a string contains all words in this order, in any case. */
export function holdsInOrder(text: string, words: readonly string[]): boolean {
  const lower = ` ${text.toLowerCase()}`;
  let position = 0;
  for (const word of words) {
    position = lower.indexOf(word, position);
    if (position < 0) return false;
    position += word.length;
  }
  return true;
}

const ends = ["\n", "  Caused by:", ": Schema {", ":Schema {", " in schema:"];

const wrapper =
  /^(Invalid input|lance error|Runtime error|Invalid user input|Query Execution error|Execution error|Error applying filter expression to batch|(Arrow|Schema|Invalid argument|Cast|Compute|Parser) error|LanceError\(\w{1,20}\)|Generic N\/A error)[:,] ?/;

function withoutWrappers(text: string): string {
  let left = text.trimStart();
  while (wrapper.test(left)) left = left.replace(wrapper, "");
  return left;
}

/** A signature or a password may be part of a URL. */
function withoutSecretUrls(text: string): string {
  const [before = "", ...urls] = text.split("://");
  return [before, ...urls.map(withoutSecrets)].join("://");
}

/** Removes the credentials and the query from the part of a URL after `://`. */
function withoutSecrets(rest: string): string {
  const end = rest.search(/[\s)]/);
  const url = end < 0 ? rest : rest.slice(0, end);
  const behind = end < 0 ? "" : rest.slice(end);
  const [path = ""] = url.split("?", 1);
  const host = path.split("/", 1)[0] ?? "";
  return `${path.slice(host.lastIndexOf("@") + 1)}${behind}`;
}
