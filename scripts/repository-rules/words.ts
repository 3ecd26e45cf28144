/**
 * Words that no prose, name or message of this repository contains, because a reader who does not know the project stumbles over
 * them. Every file is checked, except generated ones and those that others wrote. A word that is right in one line gets an entry in
 * `allowances`.
 */
import type { Tree } from "./tree.ts";

interface Wording {
  /** A regular expression in which a space also matches a line break within a comment. */
  readonly pattern: string;
  readonly instead: string;
  /** Whether upper and lower case differ; not by default. */
  readonly exact?: true;
}

/** A line of a file in which a word is right. */
export interface Allowance {
  readonly file: string;
  /** A part of the line. */
  readonly text: string;
}

const wordings: readonly Wording[] = [
  { pattern: "whoever|whomever|whosoever", instead: "name the actor: a process that, a client that" },
  {
    pattern: "Who(?! (?:is|are|does|do|has|may|can|runs|owns)\\b[^.]*\\?)",
    instead: "name the actor",
    exact: true,
  },
  { pattern: "nobody|no one|somebody|someone|everybody|anybody", instead: "name the actor" },
  { pattern: "whatever", instead: "any, or name what it is" },
  { pattern: "anew", instead: "again" },
  { pattern: "for good(?! (?:reason|measure))", instead: "permanently" },
  { pattern: "for ?ever", instead: "permanently, indefinitely" },
  { pattern: "of ours", instead: "Lancetree's, or name it" },
  { pattern: "cannot be meant|can be meant|is meant(?! to| for)", instead: "is invalid, is allowed" },
  { pattern: "so many", instead: "name the number or the limit" },
  { pattern: "how often", instead: "the number of times, the interval" },
  { pattern: "comes? to(?! an end)", instead: "results in, is" },
  { pattern: "without a word", instead: "silently, without an error" },
  {
    pattern: "(?<!there )(?:is|are|was|were) no (?!longer|more than|later|earlier|less|other|such|one\\b)",
    instead: "is not a",
  },
  { pattern: "tells?|told|telling", instead: "say, report, distinguish" },
  { pattern: "texts", instead: "strings, messages" },
  { pattern: "pieces?", instead: "chunk, part" },
  { pattern: "whole numbers?", instead: "integer" },
  { pattern: "born|newborn|births?", instead: "created" },
  { pattern: "(?:breaks?|broke|broken|breaking) off", instead: "ends early, is aborted" },
  { pattern: "doomed", instead: "deleted, about to be deleted" },
  { pattern: "verdicts?", instead: "resolution, result" },
  { pattern: "insists?|insisting", instead: "retry" },
  { pattern: "leftovers?", instead: "orphan, or name what is left" },
  { pattern: "answer(?:s|ed|ing)?", instead: "response, result, return" },
  {
    pattern: "(?:hono|colo|favo|neighbo)ur\\w*|recognis\\w*|analys(?:ed|ing)|cancelled|licences?",
    instead: "the American spelling",
  },
];

export const allowances: readonly Allowance[] = [
  // A function of LangChain, and a message of pyarrow.
  { file: "docs/langchain.md", text: "`fromTexts`" },
  { file: "interop/libraries/langchain.ts", text: "LanceDB.fromTexts(" },
  { file: "interop/python/fuzz_arrow.py", text: "whole number of days" },
];

const prose = /\.(?:[cm]?[jt]sx?|md|py|ya?ml|json|toml|sh)$|^\.ci\/run$/;
// This file, and files that others or programs wrote.
const unchecked =
  /^scripts\/repository-rules\/words\.ts$|\/generated\/|^CODE_OF_CONDUCT\.md$|^pnpm-lock\.yaml$|^packages\/[^/]+\/(?:CHANGELOG|api)\.md$/;

/** Each of the words, with its file and line. */
export function findWords(tree: Tree, allowed: readonly Allowance[] = allowances): string[] {
  return [...tree]
    .filter(([path]) => prose.test(path) && !unchecked.test(path))
    .flatMap(([path, content]) =>
      wordsIn(content)
        .filter(({ line }) => !allowed.some(({ file, text }) => file === path && line.includes(text)))
        .map(({ number, word, instead }) => `${path}:${number}: "${word}": ${instead}`),
    );
}

/** Allowances without a line. */
export function findUnusedAllowances(tree: Tree): string[] {
  return allowances
    .filter(({ file, text }) => !tree.get(file)?.includes(text))
    .map(({ file, text }) => `${file}: ${text}`);
}

const patterns = wordings.map(({ pattern, instead, exact }) => ({
  // A line break within a comment has the next line's indent, star, slashes or hash behind it.
  expression: new RegExp(`\\b(?:${pattern.replaceAll(" ", "[\\s*/#]+")})\\b`, exact ? "g" : "gi"),
  instead,
}));

function wordsIn(content: string): { number: number; line: string; word: string; instead: string }[] {
  // The parts of a name are words too, in camelCase as in snake_case.
  const words = content.replace(/(?<=[a-z0-9])(?=[A-Z])|_/g, " ");
  const lines = content.split("\n");
  return patterns.flatMap(({ expression, instead }) =>
    [...words.matchAll(expression)].map((match) => {
      const number = words.slice(0, match.index).split("\n").length;
      return { number, line: lines[number - 1] ?? "", word: match[0].replaceAll(/[\s*/#]+/g, " "), instead };
    }),
  );
}
