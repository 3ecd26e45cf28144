/** Decodes percent escapes, as `decodeURIComponent` does. A text with an invalid escape is returned unchanged, since it has no decoded form. */
export function decodeEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
