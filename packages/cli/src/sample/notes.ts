import { pick, randomNumbers } from "./random.ts";
import { textVector } from "./text-vector.ts";

/** A note of the sample, as a row. */
export interface Note {
  readonly id: number;
  readonly author: string;
  readonly subject: string;
  readonly text: string;
  readonly stars: number | null;
  readonly vector: Float32Array;
}

const subjects = {
  delivery: [
    "The parcel arrived two days late",
    "The courier left the parcel in the rain",
    "Delivery was fast and careful",
  ],
  quality: [
    "The glaze has a small crack",
    "The oak feels solid and smooth",
    "After a month the color has faded",
  ],
  search: [
    "Similar pictures are easy to find",
    "The index should be built again after imports",
    "Queries with a filter are slow",
  ],
  design: [
    "The blue fits every room",
    "Round shapes look better on the shelf",
    "A striped pattern would be nice in green",
  ],
} as const;
const subjectNames = Object.keys(subjects) as [keyof typeof subjects, ...(keyof typeof subjects)[]];
const ends = [
  "",
  " Thank you!",
  " I would buy it again.",
  " Please look into it.",
  " My neighbor says the same.",
] as const;
const authors = ["Ada", "Bela", "Chidi", "Dora", "Emre", "Fumiko"] as const;

/** Notes from one number up to another; the same on every machine. */
export function notes(from: number, to: number): Note[] {
  return Array.from({ length: to - from }, (_, index) => {
    const id = from + index;
    const random = randomNumbers(id + 10_001);
    const subject = pick(random, subjectNames);
    const text = `${pick(random, subjects[subject])}.${pick(random, ends)}`;
    return {
      id,
      author: pick(random, authors),
      subject,
      text,
      stars: random() < 0.2 ? null : 1 + Math.floor(random() * 5),
      vector: textVector(text),
    };
  });
}
