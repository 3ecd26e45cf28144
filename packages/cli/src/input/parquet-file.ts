import { openAsBlob } from "node:fs";
import { joinStreams, openArrow, toStream } from "@lancetree/arrow";
import { isError } from "@lancetree/core";
import { arrowFileError, withFileErrors } from "./arrow-file-error.ts";
import type { InputFile } from "./input-file.ts";
import { invalidFile } from "./invalid-file.ts";
import { withListColumns } from "./list-columns.ts";
import { refuseUnreadable } from "./parquet-types.ts";
import type { OpenRowsOptions, RowSource } from "./row-source.ts";

const rowsAtOnce = 8192;

/** Opens a Parquet file, in any of Parquet's compressions. */
export async function openParquet(file: InputFile, options: OpenRowsOptions): Promise<RowSource> {
  const { ParquetFile } = await import("parquet-wasm");
  const { name, path, size } = file;
  const invalid = (cause: unknown): Error =>
    invalidFile(name, `it cannot be read as Parquet: ${reason(cause)}`, cause);
  const parquet = await ParquetFile.fromFile(await openAsBlob(path)).catch((cause: unknown) => {
    throw invalid(cause);
  });
  await refuseUnreadable(name, parquet.schema().intoIPCStream());
  const rows = parquet.metadata().fileMetadata().numRows();
  async function* streams(): AsyncGenerator<Uint8Array> {
    let isEmpty = true;
    const batches = await parquet.stream({ batchSize: rowsAtOnce });
    const reader = batches.getReader();
    for (;;) {
      options.signal.throwIfAborted();
      const { done, value: batch } = await reader.read().catch((cause: unknown) => {
        throw invalid(cause);
      });
      if (done) break;
      isEmpty = false;
      options.onBytes((size * batch.numRows) / rows);
      yield batch.intoIPCStream();
    }
    // The schema of the file has view types where the batches have others, so it is used only if there are no
    // batches.
    if (isEmpty) yield parquet.schema().intoIPCStream();
  }
  const whole = await openArrow(joinStreams(streams()));
  try {
    const { reader, notes } = withListColumns(name, whole, options.text);
    return {
      inferred: false,
      notes,
      data: withFileErrors(name, toStream(reader)),
      close: () => whole.close(),
    };
  } catch (error) {
    await whole.close();
    throw arrowFileError(name, error);
  }
}

function reason(cause: unknown): string {
  const text = isError(cause) ? cause.message : String(cause);
  return text.split("\n")[0] ?? "";
}
