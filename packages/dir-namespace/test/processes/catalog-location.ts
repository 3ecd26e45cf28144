/** Where a catalog of several processes is. */
export interface Place {
  readonly root: string;
  /** What an object store needs. */
  readonly storageOptions?: Record<string, string> | undefined;
}
