import {
  type AlterPropertiesRequest,
  type AlterPropertiesResponse,
  type CallOptions,
  changeProperties,
  isProtected,
  parseAlterProperties,
  requireParent,
  tableNotFound,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../statements.ts";
import { objectId } from "../tree/object-id.ts";
import { readLine } from "./read-line.ts";
import { untilDone } from "./rounds.ts";

/** Changes some properties of an object. The statement changes only the row that was read, so that no other change is lost. */
export async function alterProperties(
  catalog: Catalog,
  request: AlterPropertiesRequest,
  options?: CallOptions,
): Promise<AlterPropertiesResponse> {
  const { path, ...change } = parseAlterProperties(request);
  const id = objectId(path);
  return untilDone(`changed ${JSON.stringify(path)}`, async () => {
    const line = await readLine(catalog, path, options);
    requireParent(path, line.kindOf);
    const found = line.find(path);
    if (found === undefined) throw tableNotFound(path);
    const properties = changeProperties(found.properties, change);
    const values = [JSON.stringify(properties), isProtected(properties), found.revision];
    const made = await catalog.change(options, async (database, attempt) => {
      const rows = await database.query(statements.alterProperties, [catalog.name, attempt, id, ...values]);
      return rows.length > 0 ? {} : undefined;
    });
    return made && { properties };
  });
}
