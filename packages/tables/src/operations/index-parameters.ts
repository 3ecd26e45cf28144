import { InvalidInputError } from "@lancetree/core";

const numbers = [
  "num_partitions",
  "num_sub_vectors",
  "num_bits",
  "sample_rate",
  "max_iterations",
  "target_partition_size",
  "m",
  "ef_construction",
  "max_token_length",
  "min_ngram_length",
  "max_ngram_length",
  "block_size",
] as const;
const strings = ["distance_type", "base_tokenizer", "language"] as const;
const switches = [
  "with_position",
  "lower_case",
  "stem",
  "remove_stop_words",
  "ascii_folding",
  "prefix_only",
] as const;
const lists = ["custom_stop_words"] as const;

/** A field of an index request that is a parameter of some kind of index. */
export type IndexParameter =
  | (typeof numbers)[number]
  | (typeof strings)[number]
  | (typeof switches)[number]
  | (typeof lists)[number];

/** All of them. */
export const indexParameters: readonly IndexParameter[] = [...numbers, ...strings, ...switches, ...lists];

/**
 * Checks the type of a parameter's value.
 *
 * @throws InvalidInputError
 */
export function requireParameter(parameter: IndexParameter, value: unknown): void {
  if (includes(numbers, parameter)) {
    if (Number.isSafeInteger(value) && Number(value) >= 1) return;
    throw new InvalidInputError(`${parameter} must be an integer of at least 1.`);
  }
  if (includes(lists, parameter)) {
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return;
    throw new InvalidInputError(`${parameter} must be an array of strings.`);
  }
  const isString = includes(strings, parameter);
  if (typeof value === (isString ? "string" : "boolean")) return;
  throw new InvalidInputError(`${parameter} must be ${isString ? "a string" : "true or false"}.`);
}

function includes(names: readonly IndexParameter[], name: IndexParameter): boolean {
  return names.includes(name);
}
