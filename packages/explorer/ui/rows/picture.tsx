import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { mediaBlob, mediaType } from "../state/media.ts";

/** An image in a cell, drawn on a canvas: a page without `blob:` in its policy shows it too. */
export function Picture({
  base64,
  size,
  label,
}: {
  base64: string;
  size: number;
  label: string;
}): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let isCurrent = true;
    const type = mediaType(base64) ?? "";
    createImageBitmap(mediaBlob(base64, type)).then(
      (image) => {
        const target = canvas.current;
        if (isCurrent && target) draw(target, image, size);
        image.close();
      },
      () => {
        if (isCurrent && canvas.current) canvas.current.title = "The image is damaged.";
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [base64, size]);
  return <canvas ref={canvas} class="picture" width="1" height="1" role="img" aria-label={label} />;
}

function draw(canvas: HTMLCanvasElement, image: ImageBitmap, size: number): void {
  const density = devicePixelRatio || 1;
  const scale = Math.min(1, (size * density) / Math.max(image.width, image.height));
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.style.setProperty("width", `${canvas.width / density}px`);
  canvas.style.setProperty("height", `${canvas.height / density}px`);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
}
