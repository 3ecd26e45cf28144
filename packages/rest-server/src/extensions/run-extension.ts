import { InvalidInputError } from "@lancetree/core";
import { createPermissions } from "../access/permissions.ts";
import { admitCall } from "../admit-call.ts";
import { wholePath } from "../choose-namespace.ts";
import { isObject } from "../request/model.ts";
import type { RequestContext } from "../request-context.ts";
import { jsonResponse } from "../response/result.ts";
import type { WrittenResponse } from "../response/written-response.ts";
import { callOptions } from "../run-operation.ts";
import type { Extension } from "./extension.ts";
import { extensionCaller } from "./extension-caller.ts";

/** Reads the request of an extension, checks the permissions of its caller, runs it and turns its result into a response. */
export async function runExtension(context: RequestContext, extension: Extension): Promise<WrittenResponse> {
  const { deadline, record } = context;
  record.operation = extension.name;
  const result = await deadline.race(call(context, extension));
  deadline.end();
  const response = jsonResponse(200, JSON.stringify(result));
  record.finish({ status: 200 });
  return response;
}

async function call(context: RequestContext, extension: Extension): Promise<object> {
  const { handler, record, deadline } = context;
  const { options } = handler;
  const { identity, chosen, body = {} } = await admitCall(context, false);
  if (!isObject(body)) throw new InvalidInputError("The body must be a JSON object.");
  const caller = extensionCaller(options, identity, chosen);
  const ids = extension.ids(body, caller);
  [record.id, ...record.otherIds] = ids.map((id) => wholePath(chosen, id));
  await createPermissions(options, identity, chosen).assertAllowed(extension.name, ids, body);
  const limitMs = options.limits?.operationMs?.(extension.name);
  if (limitMs !== undefined) deadline.limit(limitMs);
  return extension.run({
    request: body,
    chosen,
    caller,
    options: callOptions(context, identity, limitMs),
  });
}
