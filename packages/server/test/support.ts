import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { extensionsDocument, type JsonSchema } from "../../rest-server/src/request/json-schema.ts";
import { readModel } from "../../rest-server/src/request/model.ts";

/** A folder for one test file, removed at its end. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-server-"));
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

interface Operation {
  readonly responses: {
    readonly 200: { readonly content: { readonly "application/json": { schema: JsonSchema } } };
  };
}

const { paths } = extensionsDocument as { paths: Record<string, Record<string, Operation>> };

/** The models of the responses of the routes that the protocol does not have, by path. */
const models: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries(paths).flatMap(([path, item]) =>
    Object.values(item).map(({ responses }) => [path, responses[200].content["application/json"].schema]),
  ),
);

/** `fetch` that rejects if a response of these routes is not what their document says. */
export const checkedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const url = input instanceof Request ? input.url : String(input);
  const model = models[new URL(url).pathname];
  if (model && response.ok) readModel(model, await response.clone().json(), "");
  return response;
};
