/** Where a catalog of several processes is. */
export interface CatalogLocation {
  readonly root: string;
  /** What an object store needs. */
  readonly storageOptions?: Record<string, string> | undefined;
}
