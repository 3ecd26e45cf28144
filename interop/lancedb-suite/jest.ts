import { vi } from "vitest";

/** The suite is written for jest. */
Object.assign(globalThis, { jest: vi });
