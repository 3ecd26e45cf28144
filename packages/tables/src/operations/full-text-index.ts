import type { FtsOptions } from "@lancedb/lancedb";
import { type CreateTableIndexRequest, InvalidInputError } from "@lancetree/core";
import type { IndexParameter } from "./index-parameters.ts";
import { optionalField } from "./optional-field.ts";

/** The parameters that a text index takes. */
export const fullTextParameters: readonly IndexParameter[] = [
  "with_position",
  "base_tokenizer",
  "language",
  "max_token_length",
  "lower_case",
  "stem",
  "remove_stop_words",
  "custom_stop_words",
  "ascii_folding",
  "min_ngram_length",
  "max_ngram_length",
  "prefix_only",
  "block_size",
];

/**
 * The options of LanceDB's text index for a request.
 *
 * @throws InvalidInputError for values that LanceDB does not have
 */
export function fullTextOptions(request: CreateTableIndexRequest): Partial<FtsOptions> {
  const { base_tokenizer: tokenizer, language, block_size: blockSize } = request;
  return {
    ...optionalField("withPosition", request.with_position),
    ...(tokenizer && { baseTokenizer: readTokenizer(tokenizer) }),
    ...(language && { language: oneOf("language", language, languages) }),
    ...optionalField("maxTokenLength", request.max_token_length),
    ...optionalField("lowercase", request.lower_case),
    ...optionalField("stem", request.stem),
    ...optionalField("removeStopWords", request.remove_stop_words),
    ...optionalField("customStopWords", request.custom_stop_words),
    ...optionalField("asciiFolding", request.ascii_folding),
    ...optionalField("ngramMinLength", request.min_ngram_length),
    ...optionalField("ngramMaxLength", request.max_ngram_length),
    ...optionalField("prefixOnly", request.prefix_only),
    ...(blockSize && { blockSize: oneOf("block_size", blockSize, blockSizes) }),
  };
}

// LanceDB for JavaScript ends the process for any other language.
const languages = [
  "Arabic",
  "Danish",
  "Dutch",
  "English",
  "Finnish",
  "French",
  "German",
  "Greek",
  "Hungarian",
  "Italian",
  "Norwegian",
  "Portuguese",
  "Romanian",
  "Russian",
  "Spanish",
  "Swedish",
  "Tamil",
  "Turkish",
] as const;

const blockSizes = [128, 256] as const;

const tokenizers = ["simple", "whitespace", "raw", "ngram", "icu", "icu/split"] as const;

type Tokenizer = (typeof tokenizers)[number] | `jieba/${string}` | `lindera/${string}`;

function readTokenizer(text: string): Tokenizer {
  const known = tokenizers.find((tokenizer) => tokenizer === text);
  if (known) return known;
  if (isModel(text)) return text;
  throw new InvalidInputError(
    `Unknown base_tokenizer "${text}"; allowed: ${tokenizers.join(", ")}, jieba/… and lindera/….`,
  );
}

function isModel(text: string): text is `jieba/${string}` | `lindera/${string}` {
  // LanceDB uses it as a path below the folder of its models; it must not lead out of that folder.
  return /^(jieba|lindera)(\/\w[\w.-]*)+$/.test(text);
}

function oneOf<Value extends string | number>(
  field: string,
  value: unknown,
  allowed: readonly Value[],
): Value {
  const known = allowed.find((one) => one === value);
  if (known !== undefined) return known;
  throw new InvalidInputError(`Unknown ${field} ${JSON.stringify(value)}; allowed: ${allowed.join(", ")}.`);
}
