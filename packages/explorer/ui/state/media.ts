/** What bytes are, by how they begin: what a server or a column claims is not trusted. */

const signatures: readonly (readonly [type: string, pattern: RegExp])[] = [
  ["image/png", /^\x89PNG\r\n\x1a\n/],
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
  ["image/bmp", /^BM.{12}/s],
  ["image/avif", /^.{4}ftypavi[fs]/s],
  ["audio/wav", /^RIFF.{4}WAVE/s],
  ["audio/mpeg", /^(ID3|\xff[\xfb\xf3\xf2])/],
  ["audio/flac", /^fLaC/],
  ["audio/ogg", /^OggS/],
  ["video/mp4", /^.{4}ftyp(isom|mp4|avc|M4V|iso|dash|MSNV)/s],
  ["video/webm", /^\x1a\x45\xdf\xa3/],
];

/** The media type of bytes in Base64; undefined for anything else. */
export function mediaType(base64: string): string | undefined {
  const head = atob(base64.slice(0, 44));
  return signatures.find(([, pattern]) => pattern.test(head))?.[0];
}

/** The bytes as a file. */
export function mediaBlob(base64: string, type: string): Blob {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return new Blob([bytes], { type });
}
