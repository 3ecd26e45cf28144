import type { Identity } from "./authentication.ts";

/** What a caller may know about itself. A field that is absent sets no limit. */
export interface CallerDescription {
  /** The name of the identity. */
  readonly name?: string | undefined;
  /** The role of the identity, if the server has roles. */
  readonly role?: string | undefined;
  /** The caller may use these paths and everything below them. */
  readonly paths?: readonly (readonly string[])[] | undefined;
  /** The databases that the caller may use. */
  readonly databases?: readonly string[] | undefined;
  /** The operations that the caller may call, in lowerCamelCase. */
  readonly operations?: readonly string[] | undefined;
}

/**
 * Describes a caller to itself. The route `/lancetree/v1/find` searches only below the paths of the description; `authorize` also decides
 * about each of them.
 *
 * @param identity - what `authenticate` returned; undefined without `authenticate`
 */
export type DescribeCaller = (identity: Identity | undefined) => CallerDescription;
