import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { maxGroups, umapPoints, type VectorMap } from "../state/map.ts";
import { isSelecting, type Position, selectedPoints } from "../state/map-selection.ts";
import { showRow } from "../state/open-row.ts";
import { theme } from "../state/theme.ts";
import { type MapView, PointRenderer } from "./point-renderer.ts";
import { SelectionLayer } from "./selection-layer.tsx";

/** The points of a map: drag to move, turn the wheel to zoom, click for the row. */
export function MapCanvas({ found, palette }: { found: VectorMap; palette: readonly string[] }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const renderer = useRef<PointRenderer | undefined>(undefined);
  const view = useRef<MapView>({ x: 0, y: 0, scale: 1 });
  const [hovered, setHovered] = useState<{ index: number; x: number; y: number }>();
  const [problem, setProblem] = useState("");
  const points = umapPoints.value ?? found.points;
  const selected = selectedPoints.value;
  const draw = (): void => renderer.current?.draw(view.current, devicePixelRatio * 5);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    try {
      renderer.current ??= new PointRenderer(element);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "");
      return;
    }
    const resize = (): void => {
      element.width = element.clientWidth * devicePixelRatio;
      element.height = element.clientHeight * devicePixelRatio;
      draw();
    };
    const observer = new ResizeObserver(resize);
    resize();
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!canvas.current) return;
    renderer.current?.setPoints(points);
    view.current = fit(points, canvas.current);
    draw();
  }, [points]);
  useEffect(() => {
    const colors = palette.map(channels);
    const values = new Float32Array(found.labels.length * 3);
    for (const [row, label] of found.labels.entries()) {
      const group = found.groups.indexOf(label);
      values.set(colors[group < 0 ? maxGroups : group] ?? gray, row * 3);
    }
    const isSelected = new Set(selected);
    if (isSelected.size > 0)
      for (const row of found.labels.keys()) if (!isSelected.has(row)) values.set(gray, row * 3);
    renderer.current?.setColors(values);
    draw();
  }, [found, palette.join(), theme.value, selected]);
  const nearest = (event: MouseEvent): number => {
    const element = canvas.current;
    return element ? nearestPoint(points, view.current, element, event) : -1;
  };
  const zoom = (factor: number): void => {
    view.current = { ...view.current, scale: view.current.scale * factor };
    draw();
  };
  if (problem !== "") return <p class="notice is-error">{problem}</p>;
  return (
    <div class="map-area">
      <canvas
        ref={canvas}
        class="map-canvas"
        tabIndex={0}
        role="img"
        aria-label={`Map of ${found.rowIds.length} vectors. Plus and minus zoom, the arrow keys move.`}
        onWheel={(event) => {
          event.preventDefault();
          zoom(Math.exp(-event.deltaY / 500));
        }}
        onKeyDown={(event) => {
          const step = (60 * devicePixelRatio) / view.current.scale;
          const [x, y] = {
            ArrowLeft: [-step, 0],
            ArrowRight: [step, 0],
            ArrowUp: [0, step],
            ArrowDown: [0, -step],
          }[event.key] ?? [0, 0];
          if (event.key === "+" || event.key === "-") zoom(event.key === "+" ? 1.25 : 0.8);
          else if (x === 0 && y === 0) return;
          else view.current = { ...view.current, x: view.current.x + (x ?? 0), y: view.current.y + (y ?? 0) };
          draw();
          event.preventDefault();
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) {
            const perPixel = devicePixelRatio / view.current.scale;
            view.current = {
              ...view.current,
              x: view.current.x - event.movementX * perPixel,
              y: view.current.y + event.movementY * perPixel,
            };
            setHovered(undefined);
            draw();
            return;
          }
          const index = nearest(event);
          setHovered(index < 0 ? undefined : { index, x: event.offsetX, y: event.offsetY });
        }}
        onPointerLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const rowId = found.rowIds[nearest(event)];
          if (rowId) showRow(rowId);
        }}
      />
      {isSelecting.value && (
        <SelectionLayer
          points={points}
          positionAt={(x, y) => (canvas.current ? positionAt(view.current, canvas.current, x, y) : [0, 0])}
        />
      )}
      {hovered && (
        <div class="map-tip" style={{ left: `${hovered.x + 12}px`, top: `${hovered.y + 12}px` }}>
          {`Row id ${found.rowIds[hovered.index]}`}
          {found.labels[hovered.index] ? `: ${found.labels[hovered.index]}` : ""}
        </div>
      )}
    </div>
  );
}

/** Points that are not selected while others are. */
const gray = [0.6, 0.6, 0.6];

/** The position on the map below a pixel. */
function positionAt(view: MapView, canvas: HTMLCanvasElement, x: number, y: number): Position {
  return [
    view.x + ((x - canvas.clientWidth / 2) * devicePixelRatio) / view.scale,
    view.y - ((y - canvas.clientHeight / 2) * devicePixelRatio) / view.scale,
  ];
}

/** A click farther away than this hits nothing. */
const reachPixels = 10;

function nearestPoint(
  points: Float32Array,
  view: MapView,
  canvas: HTMLCanvasElement,
  event: MouseEvent,
): number {
  const [x, y] = positionAt(view, canvas, event.offsetX, event.offsetY);
  let [found, best] = [-1, (reachPixels * devicePixelRatio) / view.scale];
  for (let at = 0; at < points.length; at += 2) {
    const distance = Math.hypot((points[at] ?? 0) - x, (points[at + 1] ?? 0) - y);
    if (distance < best) [found, best] = [at / 2, distance];
  }
  return found;
}

/** The view that shows all points. */
function fit(points: Float32Array, canvas: HTMLCanvasElement): MapView {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < points.length; at += 2) {
    const [x, y] = [points[at] ?? 0, points[at + 1] ?? 0];
    left = Math.min(left, x);
    right = Math.max(right, x);
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  if (points.length === 0) return { x: 0, y: 0, scale: 1 };
  const scale = 0.9 * Math.min(canvas.width / (right - left || 1), canvas.height / (high - low || 1));
  return { x: (left + right) / 2, y: (low + high) / 2, scale };
}

function channels(color: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
}
