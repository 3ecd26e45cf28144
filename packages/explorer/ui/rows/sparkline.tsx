import type { JSX } from "preact";

const maxPoints = 96;
const [width, height] = [96, 20];

/** A vector as a small line. */
export function Sparkline({
  values,
  large = false,
}: {
  values: readonly number[];
  large?: boolean;
}): JSX.Element {
  return (
    <svg
      class={`sparkline${large ? " is-large" : ""}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <path d={pathOf(values)} />
    </svg>
  );
}

function pathOf(values: readonly number[]): string {
  const step = Math.max(1, values.length / maxPoints);
  const points: number[] = [];
  for (let at = 0; at < values.length; at += step) points.push(finite(values[Math.floor(at)]));
  const [low, high] = [Math.min(...points), Math.max(...points)];
  const range = high - low || 1;
  return points
    .map((value, index) => {
      const x = points.length === 1 ? 0 : (index / (points.length - 1)) * width;
      const y = height - 1 - ((value - low) / range) * (height - 2);
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
