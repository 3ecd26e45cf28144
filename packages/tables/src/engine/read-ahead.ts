/** Enough to keep a disk or a network busy, for each query that runs. */
const readAheadBytes = 32 * 1024 * 1024;

/**
 * Bounds what Lance reads ahead of whoever takes the rows. Its own bound is 2 GB for each query, so that a client that
 * reads slowly would fill a server's memory with half a table. Lance knows this setting as a variable of the environment
 * only, and looks at it once, before its first scan; one that is set already stays.
 */
export function boundReadAhead(): void {
  process.env["LANCE_DEFAULT_IO_BUFFER_SIZE"] ??= String(readAheadBytes);
}
