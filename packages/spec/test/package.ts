import { fileURLToPath } from "node:url";
import { bundle } from "../scripts/bundle.ts";
import type { OpenApiDocument, Parameter, ResponseObject } from "../scripts/document.ts";
import { type OperationEntry, operationsOf, parametersOf, responsesOf } from "../scripts/document.ts";

/** The package's own folder. */
export const root: string = fileURLToPath(new URL("..", import.meta.url));

/** The document as `openapi/` has it now. */
export const document: OpenApiDocument = await bundle(`${root}/openapi`);

export function operation(operationId: string): OperationEntry {
  const found = operationsOf(document).find((entry) => entry.operation.operationId === operationId);
  if (found === undefined) {
    throw new Error(`no operation ${operationId}`);
  }
  return found;
}

export function parameters(operationId: string): Record<string, Parameter> {
  return Object.fromEntries(
    parametersOf(document, operation(operationId)).map((found) => [found.name, found]),
  );
}

export function responses(operationId: string): Record<string, ResponseObject> {
  return Object.fromEntries(responsesOf(document, operation(operationId)));
}
