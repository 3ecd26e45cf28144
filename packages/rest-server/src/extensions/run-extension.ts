import { InvalidInputError } from "@lancetree/core";
import { admitCall } from "../admit-call.ts";
import { permitCall } from "../permit-call.ts";
import { isObject, type JsonObject, readModel } from "../request/model.ts";
import { readQuery } from "../request/query.ts";
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
  const { handler, request, deadline } = context;
  const { options } = handler;
  const admitted = await admitCall(context, false);
  const { identity, chosen, body = {} } = admitted;
  if (!isObject(body)) throw new InvalidInputError("The body must be a JSON object.");
  // As requests of the protocol, these may hold the credentials of their caller, and a context.
  const { identity: _, context: __, ...fields } = body;
  const { model } = extension;
  readQuery(request.url.searchParams, ["delimiter"], model);
  const input = readModel(model, fields, "") as JsonObject;
  const caller = extensionCaller(options, identity, chosen);
  const ids = extension.ids(input, caller);
  await permitCall(context, admitted, { operation: extension.name, ids, request: input });
  const limitMs = options.limits?.operationMs?.(extension.name);
  if (limitMs !== undefined) deadline.limit(limitMs);
  return extension.run({
    request: input,
    chosen,
    caller,
    options: callOptions(context, identity, limitMs),
  });
}
