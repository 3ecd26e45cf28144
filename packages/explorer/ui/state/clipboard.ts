/** Copies a text; false if the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A part of a file. */
export type FilePart = string | Blob | Uint8Array;

/** Offers bytes as a file. */
export function saveFile(name: string, parts: readonly FilePart[], type: string): void {
  // None of the bytes are shared with another thread.
  const address = URL.createObjectURL(new Blob(parts as BlobPart[], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
