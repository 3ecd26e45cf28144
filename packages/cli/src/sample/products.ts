import { type Color, encodePng } from "./png.ts";
import { pick, randomNumbers } from "./random.ts";
import { normalized, textVector } from "./text-vector.ts";

/** A product of the sample, as a row. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly category: string;
  readonly price: number;
  readonly in_stock: boolean;
  readonly tags: readonly string[];
  readonly added: Date;
  readonly picture: Uint8Array;
  readonly picture_vector: Float32Array;
  readonly text_vector: Float32Array;
}

const colors = {
  red: [214, 69, 65],
  orange: [232, 146, 53],
  yellow: [240, 205, 80],
  green: [70, 160, 90],
  blue: [64, 120, 200],
  violet: [140, 90, 180],
} as const satisfies Record<string, Color>;
const colorNames = Object.keys(colors) as [keyof typeof colors, ...(keyof typeof colors)[]];
const shapes = ["round", "square", "striped", "checked"] as const;
const categories = {
  kitchen: ["mug", "bowl", "plate", "teapot"],
  office: ["notebook", "lamp", "pen case", "desk mat"],
  garden: ["watering can", "planter", "lantern", "stool"],
  home: ["cushion", "rug", "blanket", "vase"],
} as const;
const categoryNames = Object.keys(categories) as [keyof typeof categories, ...(keyof typeof categories)[]];
const materials = ["glass", "oak", "steel", "cotton", "clay", "wool"] as const;
const size = 32;

/** Products from one number up to another; the same on every machine. */
export function products(from: number, to: number): Product[] {
  return Array.from({ length: to - from }, (_, index) => product(from + index));
}

function product(id: number): Product {
  const random = randomNumbers(id + 1);
  const category = pick(random, categoryNames);
  const kind = pick(random, categories[category]);
  const color = pick(random, colorNames);
  const shape = pick(random, shapes);
  const material = pick(random, materials);
  const description = `A ${shape} ${kind} of ${material} in ${color}, for the ${category}.`;
  const [red, green, blue] = colors[color];
  const features = [red / 255, green / 255, blue / 255, ...shapes.map((other) => Number(other === shape))];
  return {
    id,
    name: `${color} ${kind}`,
    description: random() < 0.08 ? null : description,
    category,
    price: Math.round(500 + random() * 9_500) / 100,
    in_stock: random() < 0.8,
    tags: [color, shape, material],
    added: new Date(Date.UTC(2026, 0, 1) + id * 12_345_678),
    picture: picture(shape, colors[color]),
    picture_vector: normalized(Float32Array.from(features, (value) => value + random() * 0.1)),
    text_vector: textVector(description),
  };
}

function picture(shape: (typeof shapes)[number], color: Color): Uint8Array {
  const isInside = {
    round: (x: number, y: number) => Math.hypot(x - size / 2, y - size / 2) < size * 0.4,
    square: (x: number, y: number) => Math.max(Math.abs(x - size / 2), Math.abs(y - size / 2)) < size * 0.35,
    striped: (x: number, y: number) => (x + y) % 12 < 6,
    checked: (x: number, y: number) => (Math.floor(x / 8) + Math.floor(y / 8)) % 2 === 0,
  }[shape];
  return encodePng(size, (x, y) => (isInside(x, y) ? color : [244, 242, 238]));
}
