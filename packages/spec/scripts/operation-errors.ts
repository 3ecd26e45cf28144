import type { OpenApiDocument, OperationError, OperationObject } from "./document.ts";

/** The errors that are particular to an operation, by code. */
export function errorsOf(operation: OperationObject): OperationError[] {
  return (operation["x-errors"] ?? [])
    .map((error) => (typeof error === "number" ? { code: error } : error))
    .toSorted((left, right) => left.code - right.code);
}

/**
 * The errors of an operation as one sentence, such as `Fails with NamespaceNotFound (1) or TableNotFound (4).`; undefined if it lists
 * none. Semicolons separate errors with conditions, because a condition may contain a comma or an "or".
 *
 * @param start - the words before the first error
 * @param suffix - what follows the name of a code, such as `Error`
 */
export function errorSentence(
  document: OpenApiDocument,
  operation: OperationObject,
  start: string,
  suffix: string,
): string | undefined {
  const errors = errorsOf(operation).map(({ code, when }) => {
    const name = document["x-error-codes"]?.[code];
    if (name === undefined) throw new Error(`${operation.operationId} lists the unknown error code ${code}`);
    return `${name}${suffix} (${code})${when === undefined ? "" : ` ${when}`}`;
  });
  if (errors.length === 0) return undefined;
  const hasConditions = errorsOf(operation).some(({ when }) => when !== undefined);
  const [separator, last] = hasConditions ? ["; ", "; or "] : [", ", " or "];
  return `${start} ${[errors.slice(0, -1).join(separator), ...errors.slice(-1)].filter(Boolean).join(last)}.`;
}
