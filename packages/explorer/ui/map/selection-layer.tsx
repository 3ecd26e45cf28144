import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../state/announce.ts";
import { countText } from "../state/formats.ts";
import { isSelecting, type Position, pointsInside, selectPoints } from "../state/map-selection.ts";

interface Props {
  readonly points: Float32Array;
  /** The position on the map below a pixel of the layer. */
  readonly positionAt: (x: number, y: number) => Position;
}

/** The middle and the size of the rectangle that the keyboard moves, in pixels. */
interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const stepPixels = 20;

/** Lies over the map while points are selected: a line drawn around them, or a rectangle that the arrow keys move. */
export function SelectionLayer({ points, positionAt }: Props): JSX.Element {
  const layer = useRef<HTMLDivElement>(null);
  const [line, setLine] = useState<readonly Position[]>([]);
  const [rectangle, setRectangle] = useState<Rectangle>();
  useEffect(() => {
    const before = document.activeElement;
    layer.current?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  const corners = rectangle ? cornersOf(rectangle) : line;
  const inside = (pixels: readonly Position[]): readonly number[] =>
    pointsInside(
      points,
      pixels.map(([x, y]) => positionAt(x, y)),
    );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") isSelecting.value = false;
    else if (event.key === "Enter") {
      if (rectangle) selectPoints(inside(cornersOf(rectangle)));
    } else {
      const element = layer.current;
      const next = element && moved(rectangle ?? middleOf(element), event);
      if (!next) return;
      setLine([]);
      setRectangle(next);
      announce(`${countText(inside(cornersOf(next)).length)} points in the rectangle.`);
    }
    event.preventDefault();
  };
  return (
    <div
      ref={layer}
      class="map-selection"
      role="application"
      tabIndex={0}
      aria-label="Select points: draw a line around them, or move a rectangle with the arrow keys, change its size with Shift and the arrow keys, and select with Enter."
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setRectangle(undefined);
        setLine([[event.offsetX, event.offsetY]]);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1 && line.length > 0) setLine([...line, [event.offsetX, event.offsetY]]);
      }}
      onPointerUp={() => {
        if (line.length > 2) selectPoints(inside(line));
        setLine([]);
      }}
    >
      <svg aria-hidden="true" focusable="false">
        <polygon points={corners.map((position) => position.join(",")).join(" ")} />
      </svg>
    </div>
  );
}

function middleOf({ clientWidth, clientHeight }: HTMLElement): Rectangle {
  return { x: clientWidth / 2, y: clientHeight / 2, width: clientWidth / 4, height: clientHeight / 4 };
}

function cornersOf({ x, y, width, height }: Rectangle): readonly Position[] {
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

/** The rectangle after a key; undefined for other keys. */
function moved({ x, y, width, height }: Rectangle, { key, shiftKey }: KeyboardEvent): Rectangle | undefined {
  const direction = {
    ArrowLeft: [-stepPixels, 0],
    ArrowRight: [stepPixels, 0],
    ArrowUp: [0, -stepPixels],
    ArrowDown: [0, stepPixels],
  }[key];
  if (!direction) return undefined;
  const [dx = 0, dy = 0] = direction;
  return shiftKey
    ? { x, y, width: Math.max(stepPixels, width + dx), height: Math.max(stepPixels, height + dy) }
    : { x: x + dx, y: y + dy, width, height };
}
