import type { CommandOption } from "../command.ts";

/** Shared by all commands that can open a catalog in PostgreSQL. */
export const retainOption: Readonly<Record<string, CommandOption>> = {
  retain: {
    type: "string",
    value: "TIME",
    summary: "for --postgres: how long to keep dropped objects, such as 7d; default LANCETREE_RETAIN, or 0s",
  },
};

/** The options that choose the catalog, shared by all commands that work on one. */
export const catalogOptions: Readonly<Record<string, CommandOption>> = {
  root: {
    type: "string",
    value: "DIR",
    completes: "folder",
    summary: "the catalog in a folder or a bucket: a path, or s3://bucket/dir",
  },
  postgres: {
    type: "string",
    value: "URL",
    summary: "a catalog in PostgreSQL, postgres://… or pglite:DIR, with its tables below --root",
  },
  ...retainOption,
  uri: { type: "string", value: "URI", summary: "the REST catalog at an http:// or https:// address" },
  profile: { type: "string", value: "NAME", summary: "a profile of the configuration file" },
  storage: {
    type: "string",
    multiple: true,
    value: "KEY=VALUE",
    summary: "a storage option for --root; put secrets into a profile",
  },
  header: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    summary: "a header for --uri, such as x-lancedb-database=sales",
  },
  "api-key-file": {
    type: "string",
    value: "FILE",
    completes: "file",
    summary: "a file that contains the API key for --uri; otherwise LANCETREE_API_KEY is used",
  },
};

/** Shared by all commands that print results. */
export const jsonOption: Readonly<Record<string, CommandOption>> = {
  json: { type: "boolean", summary: "print JSON for scripts: one object, or for lists one object per line" },
};

/** Shared by all commands that ask before they do something. */
export const yesOption: Readonly<Record<string, CommandOption>> = {
  yes: { type: "boolean", short: "y", summary: "skip the confirmation" },
};
