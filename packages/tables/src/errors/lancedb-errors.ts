import {
  ConcurrentModificationError,
  InternalError,
  InvalidInputError,
  InvalidTableStateError,
  isNamespaceError,
  type NamespaceError,
  PermissionDeniedError,
  ServiceUnavailableError,
  TableAlreadyExistsError,
  TableBranchAlreadyExistsError,
  TableBranchNotFoundError,
  TableColumnNotFoundError,
  TableIndexAlreadyExistsError,
  TableIndexNotFoundError,
  TableNotFoundError,
  TableSchemaValidationError,
  TableTagAlreadyExistsError,
  TableTagNotFoundError,
  TableVersionNotFoundError,
  UnsupportedError,
} from "@lancetree/core";
import { firstSentence, holdsInOrder, reasonBehind, shortened } from "./error-message.ts";

/** What was being done when LanceDB failed. */
export interface FailedCall {
  table: string;
  location: string;
  branch?: string | undefined;
  version?: number | undefined;
}

/**
 * Turns what LanceDB threw into the error of the spec that it means.
 *
 * LanceDB reports every failure as one class with a text that repeats itself and names files of the machine that
 * built it; the text is all there is to go by. The message becomes its first sentence, the original is the `cause`.
 */
export function toNamespaceError(error: unknown, call: FailedCall): NamespaceError {
  if (isNamespaceError(error)) return error;
  const text = shortened(error instanceof Error ? error.message : String(error)).replace(prefix, "");
  const options = { cause: error };
  for (const [sign, create] of meanings) {
    if (sign.test(text)) return create(text, call, options);
  }
  return new InternalError(`LanceDB failed on table '${call.table}': ${firstSentence(text)}`, options);
}

/** Whether LanceDB ended with a panic, whose text says nothing of the table. */
export function isPanic(error: unknown): boolean {
  return error instanceof Error && panic.test(shortened(error.message).replace(prefix, ""));
}

const panic = /^Panic in async function|task \d+ panicked|^called `\w+::unwrap|^assertion (failed|`)/;
const prefix = /^Failed to ([^:]{1,60}: GenericFailure, |get next batch from stream: )/;

type Meaning = (text: string, call: FailedCall, options: { cause: unknown }) => NamespaceError;

/** What tells a text of LanceDB; it takes time in proportion to the text's length, since callers' texts are part of it. */
type Sign = Pick<RegExp, "test">;

/** These words, in lower case, one after the other with anything in between. */
function inOrder(...words: readonly string[]): Sign {
  return { test: (text) => holdsInOrder(text, words) };
}

function anyOf(...signs: readonly Sign[]): Sign {
  return { test: (text) => signs.some((sign) => sign.test(text)) };
}

const parserError = "(sql parser error: ";

/** The first that matches wins. */
const meanings: [Sign, Meaning][] = [
  [
    // First: such a text repeats the caller's SQL, which may hold any of the words below.
    /^(Invalid input, |Invalid user input: |Failed to parse \w{1,20} condition: |lance error: )+Error (parsing|resolving|optimizing) /,
    (text, _, options) => {
      const reason = reasonBehind(text, parserError)?.replace(/\)$/, "");
      return new InvalidInputError(
        reason ? `The SQL cannot be parsed: ${reason}` : firstSentence(text),
        options,
      );
    },
  ],
  [
    /Vector column contains NaN values/,
    (_, __, options) =>
      new InvalidInputError("A vector column contains NaN, which LanceDB does not add to a table.", options),
  ],
  [
    /Query timeout after \d{1,15} ms/,
    (text, _, options) =>
      new ServiceUnavailableError(
        `The query took longer than ${/after (\d{1,15}) ms/.exec(text)?.[1] ?? ""} ms.`,
        options,
      ),
  ],
  [
    /: Error applying filter expression to batch: |Divide by zero|Arithmetic overflow|Query Execution error: Execution error: /,
    (text, _, options) =>
      new InvalidInputError(`The SQL cannot be evaluated: ${firstSentence(text)}`, options),
  ],
  [
    /^not yet implemented/,
    (_, __, options) => new InvalidInputError("The SQL holds something that Lance cannot evaluate.", options),
  ],
  [
    /^Table '.*' already exists/s,
    (_, call, options) =>
      new TableAlreadyExistsError(`Table '${call.table}' already exists at ${call.location}.`, options),
  ],
  [
    /^Table '.*' was not found/s,
    (text, call, options) => new TableNotFoundError(missingTable(text, call), options),
  ],
  [
    inOrder("branch ", " already exists"),
    (_, call, options) =>
      new TableBranchAlreadyExistsError(`The branch already exists on table '${call.table}'.`, options),
  ],
  [
    inOrder("branch ", " is referenced by"),
    (_, call, options) =>
      new InvalidTableStateError(
        `A tag or another branch of table '${call.table}' still refers to the branch.`,
        options,
      ),
  ],
  [
    anyOf(
      inOrder("/tree/", "/_versions"),
      inOrder("branch ", " not found"),
      inOrder("branch ", " does not exist"),
    ),
    (_, call, options) =>
      new TableBranchNotFoundError(
        `Branch '${call.branch ?? ""}' of table '${call.table}' was not found.`,
        options,
      ),
  ],
  [
    inOrder(" tag ", " already exists"),
    (text, call, options) =>
      new TableTagAlreadyExistsError(
        `The tag${tagIn(text)} already exists on table '${call.table}'.`,
        options,
      ),
  ],
  [
    inOrder(" tag ", " does not exist"),
    (text, call, options) =>
      new TableTagNotFoundError(`The tag${tagIn(text)} does not exist on table '${call.table}'.`, options),
  ],
  [
    anyOf(
      inOrder("_versions/", ".manifest was not found"),
      inOrder(" version ", " not found"),
      inOrder(" version ", " does not exist"),
    ),
    (text, call, options) => {
      const version =
        call.version ?? /version \S{0,200}?(\d{1,20}) (?:not found|does not exist)/i.exec(text)?.[1] ?? "";
      return new TableVersionNotFoundError(
        `Version ${version} of table '${call.table}' was not found.`.replace("  ", " "),
        options,
      );
    },
  ],
  [
    inOrder("index name '", "' already exists"),
    (_, call, options) =>
      new TableIndexAlreadyExistsError(
        `An index of that name already exists on table '${call.table}'.`,
        options,
      ),
  ],
  [
    /index not found/i,
    (_, call, options) =>
      new TableIndexNotFoundError(`Index not found: table '${call.table}' has none of that name.`, options),
  ],
  [
    /index cannot be created on the field/,
    (text, _, options) => new InvalidInputError(firstSentence(text), options),
  ],
  [
    /^Invalid expression for column .*No field named|unknown column '/,
    (text, _, options) => new TableColumnNotFoundError(firstSentence(text), options),
  ],
  [
    /^Invalid expression for column|^Column '.*' already exists$/,
    (text, _, options) => new InvalidInputError(firstSentence(text), options),
  ],
  [
    /No field named|\b(column|field path) \S+ (does not exist|not found)|^(lance error: )?Field '.*' not found/i,
    (text, _, options) => new TableColumnNotFoundError(firstSentence(text), options),
  ],
  [
    /cannot be (read|written) by this version of Lance/,
    (text, call, options) => {
      const [, verb = "read"] = /cannot be (read|written)/.exec(text) ?? [];
      const [, flags = ""] = /Flags: (\d+)/.exec(text) ?? [];
      return new UnsupportedError(
        `Table '${call.table}' uses features of a newer Lance that this version does not know${flags && ` (feature flags ${flags})`}; it cannot be ${verb}. Use a newer version.`,
        options,
      );
    },
  ],
  [
    /^Failed to read (IPC file|record batch from IPC file)|^(Arrow|Ipc|Parser) error|Arrow error: (Ipc|Parser|Compute|Invalid argument)|LanceError\(Arrow\): Invalid argument error/i,
    (text, _, options) => new InvalidInputError(`The Arrow data is damaged: ${firstSentence(text)}`, options),
  ],
  [
    panic,
    (_, call, options) =>
      new UnsupportedError(
        `Table '${call.table}' holds, or was given, something that this version of LanceDB cannot handle; it gave no reason.`,
        options,
      ),
  ],
  [
    /Legacy blob columns/,
    (text, _, options) => {
      const [, column = ""] = /legacy blob field: (\S{1,500})\. /.exec(text) ?? [];
      return new UnsupportedError(
        `Column "${column}": Lance stores no blobs of the first kind, large_binary with "lance-encoding:blob" in its metadata, in files of version 2.2 and later; it stores those of the type lance.blob.v2.`,
        options,
      );
    },
  ],
  [
    /^(lance error: )?(LanceError\(Schema\): )?(Not supported|Unsupported (data type|map field))|^Invalid input, Empty structs|Cast error: Unsupported/,
    (text, _, options) => new UnsupportedError(firstSentence(text), options),
  ],
  [
    /Column \S+ already exists in the dataset|Type conflicts between|Duplicate field name|Cannot cast column/,
    (text, _, options) => new TableSchemaValidationError(firstSentence(text), options),
  ],
  [
    anyOf(
      /^(Failed to infer|Found field not in schema|expected an array for list field|Table has embeddings|Unsupported data type)/i,
      /schema error|LanceError\(Schema\)|Append with different schema|incompatible schema|cannot be cast|non-null|Nulls? (found|values) in non/i,
      inOrder(" the column ", " was not found in the arrow table"),
      inOrder("field '", "' does not"),
    ),
    (text, _, options) => new TableSchemaValidationError(firstSentence(text), options),
  ],
  [
    /^(lance error: Ref is invalid|Alteration must|Invalid data type)|^(At least one record|A schema must be provided|Invalid input|Blob fields|Invalid mode|Expected a Schema|Data is required|Cannot apply embedding|Expected FixedSizeList)/,
    (text, _, options) => new InvalidInputError(firstSentence(text), options),
  ],
  [
    // The last is a commit of Lance 14 in between: older ones cannot tell what it changed, and give up their own.
    /commit conflict|Retryable commit|Too many concurrent writers|concurrent transaction|does not have a transaction file/i,
    (_, call, options) =>
      new ConcurrentModificationError(
        `Commit conflict: another writer changed table '${call.table}' at the same time.`,
        options,
      ),
  ],
  [
    /Permission denied|Operation not permitted|403 Forbidden|AccessDenied|Read-only file system/i,
    (text, _, options) => new PermissionDeniedError(firstSentence(text), options),
  ],
  [
    /No space left on device|Disk quota exceeded|\(os error (28|122)\)/i,
    (_, call, options) =>
      new ServiceUnavailableError(
        `Table '${call.table}' could not be written: no space is left on the device.`,
        options,
      ),
  ],
  [
    /File too large|\(os error 27\)/i,
    (_, call, options) =>
      new ServiceUnavailableError(
        `Table '${call.table}' could not be written: a file would become larger than is allowed.`,
        options,
      ),
  ],
  [
    /Too many open files|\(os error 2[34]\)/i,
    (_, call, options) =>
      new ServiceUnavailableError(
        `Table '${call.table}' could not be used: too many files are open.`,
        options,
      ),
  ],
  [
    /error sending request|503 |SlowDown|timed out|connection (refused|reset)/i,
    (text, _, options) => new ServiceUnavailableError(firstSentence(text), options),
  ],
  [
    // Behind what a write of rows of another type is told by.
    /\b(Cast|Compute|Parser) error: /,
    (text, _, options) =>
      new InvalidInputError(`The SQL cannot be evaluated: ${firstSentence(text)}`, options),
  ],
  [
    // Something is gone, or something else stands there.
    /\(os error (2|17|20|21|22|36|39|40)\)/,
    (text, call, options) =>
      new InvalidTableStateError(
        `A file or folder of table '${call.table}' is not as it should be: ${firstSentence(text)}.`,
        options,
      ),
  ],
  [
    /\(os error \d+\)/,
    (text, call, options) =>
      new ServiceUnavailableError(
        `The system refused to read or write table '${call.table}': ${firstSentence(text)}.`,
        options,
      ),
  ],
];

/** The source of a view may be what is missing, not the view that the call is about. */
function missingTable(text: string, { table, location }: FailedCall): string {
  const name = /^Table '(.*?)' was not found/s.exec(text)?.[1] ?? table;
  return name === table ? `Table '${name}' was not found at ${location}.` : `Table '${name}' was not found.`;
}

function tagIn(text: string): string {
  const name = /\btag (\S+) (?:already exists|does not exist)/.exec(text)?.[1];
  return name === undefined ? "" : ` '${name}'`;
}
