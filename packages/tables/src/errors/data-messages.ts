import {
  InvalidInputError,
  InvalidTableStateError,
  TableSchemaValidationError,
  UnsupportedError,
} from "@lancetree/core";
import { firstSentence } from "./error-message.ts";
import type { KnownMessage } from "./known-message.ts";

/** Messages of a panic, which contain no information about the table. */
export const panicPatterns: readonly RegExp[] = [/^Panic in async function/, /task \d+ panicked/];

const schemaMismatch: KnownMessage["toError"] = (message, _, options) =>
  new TableSchemaValidationError(firstSentence(message), options);

/** Features, Arrow data, types and schemas that LanceDB does not accept. */
export const dataMessages: readonly KnownMessage[] = [
  {
    patterns: [/cannot be read by this version of Lance/, /cannot be written by this version of Lance/],
    toError: (message, call, options) => {
      const [, verb = "read"] = /cannot be (read|written)/.exec(message) ?? [];
      const [, flags = ""] = /Flags: (\d+)/.exec(message) ?? [];
      return new UnsupportedError(
        `Table '${call.table}' uses features of a newer Lance that this version does not know${flags && ` (feature flags ${flags})`}; it cannot be ${verb}. Use a newer version.`,
        options,
      );
    },
  },
  {
    patterns: [/Vector column contains NaN values/],
    toError: (_, __, options) =>
      new InvalidInputError("A vector column contains NaN, which LanceDB does not add to a table.", options),
  },
  {
    // Lance decodes a column as the type in the schema; a writer of fragments may have stored another one.
    patterns: [["lanceerror(arrow): ", "/lance-encoding"]],
    toError: (message, call, options) =>
      new InvalidTableStateError(
        `The files of table '${call.table}' do not match its schema: ${firstSentence(message)}. Another client wrote them; write the rows again, or restore an earlier version.`,
        options,
      ),
  },
  {
    patterns: [/^Failed to read IPC file/, /^Failed to read record batch from IPC file/, /^Arrow error/],
    rarePatterns: [
      /^(Ipc|Parser) error/i,
      /Arrow error: (Ipc|Parser|Compute|Invalid argument)/i,
      /LanceError\(Arrow\): Invalid argument error/i,
    ],
    toError: (message, _, options) =>
      new InvalidInputError(`The Arrow data is damaged: ${firstSentence(message)}`, options),
  },
  {
    patterns: panicPatterns,
    toError: (_, call, options) =>
      new UnsupportedError(
        `This version of LanceDB failed on table '${call.table}' without giving a reason: the table or the request contains something that LanceDB cannot handle.`,
        options,
      ),
  },
  {
    // The message names a directory of the machine that runs LanceDB.
    patterns: [/Invalid directory path: /],
    toError: (message, _, options) => {
      const [, model = ""] = /language_models\/([\w./-]{1,200})/.exec(message) ?? [];
      return new InvalidInputError(
        `The tokenizer model${model && ` "${model}"`} is not installed where LanceDB runs.`,
        options,
      );
    },
  },
  {
    patterns: [/Legacy blob columns/],
    toError: (message, _, options) => {
      const [, column = ""] = /legacy blob field: (\S{1,500})\. /.exec(message) ?? [];
      return new UnsupportedError(
        `Column "${column}": in files of version 2.2 and later, Lance does not store blobs of the old kind (large_binary with "lance-encoding:blob" in its metadata). Use the type lance.blob.v2.`,
        options,
      );
    },
  },
  {
    patterns: [
      /^(lance error: )?(LanceError\(Schema\): )?Not supported/,
      /^(lance error: )?(LanceError\(Schema\): )?Unsupported (data type|map field)/,
      /^Invalid input, Empty structs/,
      /Cast error: Unsupported/,
    ],
    toError: (message, _, options) => new UnsupportedError(firstSentence(message), options),
  },
  {
    patterns: [
      /Column \S+ already exists in the dataset/,
      /Type conflicts between/,
      /Duplicate field name/,
      /Cannot cast column/,
    ],
    toError: schemaMismatch,
  },
  {
    patterns: [
      /^Failed to infer/,
      /^Found field not in schema/,
      /^expected an array for list field/,
      /^Table has embeddings/,
      /LanceError\(Schema\)/,
      /Append with different schema/,
      /non-null/i,
      [" the column ", " was not found in the arrow table"],
      ["field '", "' does not"],
    ],
    rarePatterns: [
      /schema error|incompatible schema|cannot be cast|Nulls? (found|values) in non/i,
      /^Unsupported data type/i,
    ],
    toError: schemaMismatch,
  },
  {
    patterns: [
      /^lance error: Ref is invalid/,
      /^Alteration must/,
      /^Invalid data type/,
      /^At least one record/,
      /^Invalid input/,
      /^Blob fields/,
      /^Invalid mode/,
      /^Expected a Schema/,
      /^Cannot apply embedding/,
      /^Expected FixedSizeList/,
    ],
    rarePatterns: [/^(A schema must be provided|Data is required)/],
    toError: (message, _, options) => new InvalidInputError(firstSentence(message), options),
  },
];
