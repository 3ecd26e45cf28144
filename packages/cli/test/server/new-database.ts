import { randomUUID } from "node:crypto";
import { inject } from "vitest";

/** The URL of a schema that only one test uses, in the database of this run. */
export async function newDatabase(): Promise<string> {
  const { default: pg } = await import("pg");
  const schema = `s${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client(inject("postgresUrl"));
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  const url = new URL(inject("postgresUrl"));
  url.searchParams.set("options", `-c search_path=${schema}`);
  return url.href;
}
