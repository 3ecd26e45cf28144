/** What runs in the page. Each function is sent there as text, so it uses nothing from outside of it. */

/** The part of the browser's globals that is used here; the types of a browser are not those of this program. */
interface PageElement {
  readonly textContent: string;
  readonly scrollHeight: number;
  readonly clientHeight: number;
  scrollTop: number;
  value: string;
  click(): void;
  dispatchEvent(event: object): void;
}
declare const document: {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare function requestAnimationFrame(callback: (time: number) => void): void;
declare const InputEvent: new (type: string, options: object) => object;
declare const PointerEvent: typeof InputEvent;

/** Notes when an element that contains a text is painted, in milliseconds since the navigation began. */
export function notePainted({ selector, text }: { selector: string; text: string }): void {
  const check = (): void => {
    const found = [...document.querySelectorAll(selector)].some(({ textContent }) =>
      textContent.includes(text),
    );
    // The next frame begins once this one is painted.
    requestAnimationFrame(found ? () => Reflect.set(globalThis, "painted", performance.now()) : check);
  };
  requestAnimationFrame(check);
}

/**
 * Clicks an element, or types into the focused field; resolves with the milliseconds until an element that contains a text is
 * painted.
 */
export function timeUntilPainted(job: {
  clicked?: string;
  typed?: string;
  selector: string;
  text: string;
}): Promise<number> {
  const start = performance.now();
  if (job.clicked !== undefined) {
    const clicked = [...document.querySelectorAll("[role=treeitem]")].find(
      ({ textContent }) => textContent === job.clicked,
    );
    if (!clicked) throw new Error(`The tree has no ${job.clicked}.`);
    clicked.click();
  }
  if (job.typed !== undefined) {
    const field = document.querySelector("dialog input");
    if (!field) throw new Error("There is no field.");
    field.value = job.typed;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  return new Promise((resolve) => {
    const check = (): void => {
      const found = [...document.querySelectorAll(job.selector)].some(({ textContent }) =>
        textContent.includes(job.text),
      );
      requestAnimationFrame(found ? () => resolve(performance.now() - start) : check);
    };
    requestAnimationFrame(check);
  });
}

/** Moves in each of a number of frames: scrolls the rows to their end, or drags the map in a circle. Resolves with the times of the frames. */
export function moveInFrames(job: { what: "rows" | "map"; frames: number }): Promise<number[]> {
  const element = document.querySelector(job.what === "rows" ? "[role=grid]" : "canvas.map-canvas");
  if (!element) throw new Error(`There is no ${job.what}.`);
  const height = element.scrollHeight - element.clientHeight;
  const times: number[] = [];
  return new Promise((resolve) => {
    const step = (time: number): void => {
      times.push(time);
      if (job.what === "rows") element.scrollTop = (height * times.length) / job.frames;
      else {
        const [movementX, movementY] = [Math.cos(times.length / 20) * 8, Math.sin(times.length / 20) * 8];
        element.dispatchEvent(
          new PointerEvent("pointermove", { bubbles: true, buttons: 1, movementX, movementY }),
        );
      }
      if (times.length < job.frames) requestAnimationFrame(step);
      else resolve(times);
    };
    requestAnimationFrame(step);
  });
}
