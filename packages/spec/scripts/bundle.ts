import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import {
  type OpenApiDocument,
  type OperationObject,
  operationsOf,
  type PathItem,
  type Schema,
} from "./document.ts";

/** `openapi/openapi.yaml`: a document without the parts that stand in files of their own. */
interface Frame extends OpenApiDocument {
  readonly "x-every-operation": Required<Pick<OperationObject, "parameters" | "responses">>;
}

/**
 * Puts the files of `folder` together as one OpenAPI document: the frame, `paths/*.yaml` and
 * `schemas/*.yaml`, and in every operation what the frame says that every operation has.
 * Rejects with an Error when two files define the same path or schema.
 */
export async function bundle(folder: string): Promise<OpenApiDocument> {
  const { "x-every-operation": shared, ...frame }: Frame = parse(
    await readFile(join(folder, "openapi.yaml"), "utf8"),
  );
  const paths = await readAll<PathItem>(join(folder, "paths"));
  const schemas = await readAll<Schema>(join(folder, "schemas"));
  const document = { ...frame, paths, components: { ...frame.components, schemas } };
  for (const { operation } of operationsOf(document)) {
    operation.parameters = [...(operation.parameters ?? []), ...shared.parameters];
    // numeric keys come first in any order, so the statuses stay sorted
    operation.responses = { ...operation.responses, ...shared.responses };
  }
  return document;
}

async function readAll<T>(folder: string): Promise<Record<string, T>> {
  const all: Record<string, T> = {};
  for (const file of (await readdir(folder)).toSorted()) {
    const entries: Record<string, T> = parse(await readFile(join(folder, file), "utf8"));
    for (const [name, entry] of Object.entries(entries)) {
      if (Object.hasOwn(all, name)) {
        throw new Error(`${file} defines ${name} again`);
      }
      all[name] = entry;
    }
  }
  return all;
}
