import { separator } from "../protocol/object-id.ts";

/** Sorts right behind the separator: between the two lie the ids below an id, and no others. */
export const behind: string = String.fromCharCode(separator.charCodeAt(0) + 1);
/** Sorts before all other characters: with it at its end, a text is the next one after itself. */
export const nul = "\0";
