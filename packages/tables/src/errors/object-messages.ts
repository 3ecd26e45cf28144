import {
  InvalidInputError,
  InvalidTableStateError,
  TableAlreadyExistsError,
  TableBranchAlreadyExistsError,
  TableBranchNotFoundError,
  TableColumnNotFoundError,
  TableIndexAlreadyExistsError,
  TableIndexNotFoundError,
  TableNotFoundError,
  TableTagAlreadyExistsError,
  TableTagNotFoundError,
  TableVersionNotFoundError,
} from "@lancetree/core";
import { firstSentence } from "./error-message.ts";
import type { FailedCall, KnownMessage } from "./known-message.ts";

/** Tables, branches, tags, versions, indices and columns that are missing, exist already or are in use. */
export const objectMessages: readonly KnownMessage[] = [
  {
    patterns: [/^Table '.*' already exists/s],
    toError: (_, call, options) =>
      new TableAlreadyExistsError(`Table '${call.table}' already exists at ${call.location}.`, options),
  },
  {
    patterns: [/^Table '.*' was not found/s],
    toError: (message, call, options) => new TableNotFoundError(missingTable(message, call), options),
  },
  {
    patterns: [],
    rarePatterns: [["branch ", " already exists"]],
    toError: (_, call, options) =>
      new TableBranchAlreadyExistsError(`The branch already exists on table '${call.table}'.`, options),
  },
  {
    patterns: [["branch ", " is referenced by"]],
    toError: (_, call, options) =>
      new InvalidTableStateError(
        `A tag or another branch of table '${call.table}' still refers to the branch.`,
        options,
      ),
  },
  {
    patterns: [
      ["/tree/", "/_versions"],
      ["branch ", " does not exist"],
    ],
    rarePatterns: [["branch ", " not found"]],
    toError: (_, call, options) =>
      new TableBranchNotFoundError(
        `Branch '${call.branch ?? ""}' of table '${call.table}' was not found.`,
        options,
      ),
  },
  {
    patterns: [[" tag ", " already exists"]],
    toError: (message, call, options) =>
      new TableTagAlreadyExistsError(
        `The tag${tagIn(message)} already exists on table '${call.table}'.`,
        options,
      ),
  },
  {
    patterns: [[" tag ", " does not exist"]],
    toError: (message, call, options) =>
      new TableTagNotFoundError(`The tag${tagIn(message)} does not exist on table '${call.table}'.`, options),
  },
  {
    patterns: [
      ["_versions/", ".manifest was not found"],
      [" version ", " does not exist"],
    ],
    rarePatterns: [[" version ", " not found"]],
    toError: (message, call, options) => {
      const version =
        call.version ?? /version \S{0,200}?(\d{1,20}) (?:not found|does not exist)/i.exec(message)?.[1] ?? "";
      return new TableVersionNotFoundError(
        `Version ${version} of table '${call.table}' was not found.`.replace("  ", " "),
        options,
      );
    },
  },
  {
    patterns: [["index name '", "' already exists"]],
    toError: (_, call, options) =>
      new TableIndexAlreadyExistsError(
        `An index of that name already exists on table '${call.table}'.`,
        options,
      ),
  },
  {
    patterns: [/index not found/i],
    toError: (_, call, options) =>
      new TableIndexNotFoundError(
        `Index not found: table '${call.table}' has no index of that name.`,
        options,
      ),
  },
  {
    patterns: [/index cannot be created on the field/],
    toError: (message, _, options) => new InvalidInputError(firstSentence(message), options),
  },
  {
    patterns: [/^Invalid expression for column .*No field named/, /unknown column '/],
    toError: (message, _, options) => new TableColumnNotFoundError(firstSentence(message), options),
  },
  {
    patterns: [/^Invalid expression for column/, /^Column '.*' already exists$/],
    toError: (message, _, options) => new InvalidInputError(firstSentence(message), options),
  },
  {
    patterns: [
      /No field named/,
      /\bcolumn \S+ (does not exist|not found)/i,
      /\bfield path \S+ (does not exist|not found)/i,
      /^(lance error: )?Field '.*' not found/,
    ],
    toError: (message, _, options) => new TableColumnNotFoundError(firstSentence(message), options),
  },
];

/** The source of a view may be missing, and not the view that the call names. */
function missingTable(message: string, { table, location }: FailedCall): string {
  const name = /^Table '(.*?)' was not found/s.exec(message)?.[1] ?? table;
  return name === table ? `Table '${name}' was not found at ${location}.` : `Table '${name}' was not found.`;
}

function tagIn(message: string): string {
  const name = /\btag (\S+) (?:already exists|does not exist)/.exec(message)?.[1];
  return name === undefined ? "" : ` '${name}'`;
}
