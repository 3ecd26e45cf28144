/** Enough to keep a disk or a network busy, for each query that runs. */
const readAheadBytes = 32 * 1024 * 1024;

/**
 * Bounds how many bytes Lance reads ahead of the reader of a query. Its default is 2 GB for each query, so that a client that reads
 * slowly would fill a server's memory. Lance reads this setting from an environment variable, once, before its first scan; a variable
 * that is set already is kept.
 */
export function boundReadAhead(): void {
  process.env["LANCE_DEFAULT_IO_BUFFER_SIZE"] ??= String(readAheadBytes);
}
