import { InvalidInputError, UnsupportedError, withoutTrailing } from "@lancetree/core";

/** Where a catalog in an object store is. */
export type ObjectRoot = S3Root | AzureRoot | GoogleRoot;

interface Prefixed {
  /** The scheme and the authority, as they were given: `az://container`. */
  readonly base: string;
  /** The name of the bucket or container. */
  readonly bucket: string;
  /** The prefix of all keys, without a slash at either end; may be empty. */
  readonly prefix: string;
}

export interface S3Root extends Prefixed {
  readonly store: "s3";
}

export interface AzureRoot extends Prefixed {
  readonly store: "azure";
  /** The account, where the root names it. */
  readonly account?: string | undefined;
}

export interface GoogleRoot extends Prefixed {
  readonly store: "google";
}

/** How messages show a root of each scheme. */
const forms = {
  s3: "s3://bucket/prefix",
  az: "az://container/prefix",
  abfss: "abfss://container@account.dfs.core.windows.net/prefix",
  gs: "gs://bucket/prefix",
} as const;

type Scheme = keyof typeof forms;

/** The forms of a root in an object store, for messages. */
export const objectRootForms: string = Object.values(forms)
  .join(", ")
  .replace(/, (?!.*, )/, " or ");

/** Parses a root in an object store; undefined for any other scheme. Throws InvalidInput, or Unsupported for a directory bucket of S3. */
export function objectRoot(scheme: string, rest: string): ObjectRoot | undefined {
  const lower = scheme.toLowerCase();
  if (!isScheme(lower)) return undefined;
  const [authority = "", ...segments] = withoutTrailing(rest, "/").split("/");
  if (segments.some((segment) => !/^[\w .$+=,:@()-]+$/.test(segment) || /^\.\.?$/.test(segment))) {
    throw wrongRoot(lower);
  }
  const prefixed = { base: `${lower}://${authority}`, prefix: segments.join("/") };
  if (lower === "s3" || lower === "gs") {
    if (!/^[\w.-]+$/.test(authority)) throw wrongRoot(lower);
    // Lists of such a bucket are not in the order of the keys, by which LanceDB finds the newest version.
    if (lower === "s3" && authority.endsWith("--x-s3")) {
      throw new UnsupportedError(
        "A directory catalog in a directory bucket (S3 Express One Zone) is not supported by this version.",
      );
    }
    return { store: lower === "s3" ? "s3" : "google", bucket: authority, ...prefixed };
  }
  // A container's name, and optionally the host of its account.
  const [, bucket, account] =
    /^([a-z0-9](?:-?[a-z0-9]){2,62})(?:@([a-z0-9]{3,24})\.(?:dfs|blob)\.core\.windows\.net)?$/.exec(
      authority,
    ) ?? [];
  if (bucket === undefined) throw wrongRoot(lower);
  return { store: "azure", bucket, account, ...prefixed };
}

function isScheme(scheme: string): scheme is Scheme {
  return Object.hasOwn(forms, scheme);
}

/** The root is not shown: it may contain a key. */
function wrongRoot(scheme: Scheme): InvalidInputError {
  return new InvalidInputError(
    `The root of a directory catalog in an object store must be ${forms[scheme]}, without another user, a query, empty parts or characters that URLs must escape.`,
  );
}
