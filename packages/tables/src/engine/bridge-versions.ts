import type { IncomingMessage } from "node:http";
import { InvalidInputError } from "@lancetree/core";
import type { TableVersions } from "./table-versions.ts";

/** What LanceDB asks of a catalog that keeps the versions of a table. */
export type VersionAction = "list" | "describe" | "create";

export function isVersionAction(action: string | undefined): action is VersionAction {
  return action === "list" || action === "describe" || action === "create";
}

/** The most bytes of a request about a version; paths are the longest part of it. */
const maxBytes = 64 * 1024;

/** Passes a request about versions on to the catalog. A list is requested in the URL, the others in the body. */
export async function askForVersions(
  versions: TableVersions,
  action: VersionAction,
  request: IncomingMessage,
): Promise<object> {
  const body = await readBody(request);
  switch (action) {
    case "list":
      return versions.list(listRequest(request.url ?? ""));
    case "describe":
      return versions.describe(body);
    case "create":
      return versions.create({ version: 0, manifest_path: "", ...body });
    default:
      return action satisfies never;
  }
}

function listRequest(url: string): Parameters<TableVersions["list"]>[0] {
  const { searchParams } = new URL(url, "http://127.0.0.1");
  const limit = searchParams.get("limit");
  const token = searchParams.get("page_token");
  const branch = searchParams.get("branch");
  return {
    descending: searchParams.get("descending") === "true",
    ...(limit !== null && { limit: Number(limit) }),
    ...(token !== null && { page_token: token }),
    ...(branch !== null && { branch }),
  };
}

async function readBody(request: IncomingMessage): Promise<object> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > maxBytes) throw new InvalidInputError("The request about a version is too long.");
  }
  const body: unknown = text === "" ? {} : JSON.parse(text);
  return typeof body === "object" && body !== null ? body : {};
}
