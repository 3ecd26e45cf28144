/**
 * Puts something in front of a method of all instances of a class, in this process only.
 * @param around gets the method, bound to its instance, and the arguments
 */
export function replaceMethod<Instance extends object>(
  prototype: Instance,
  name: keyof Instance & string,
  around: (method: (...values: readonly unknown[]) => unknown, values: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(prototype, name);
  if (typeof original !== "function") throw new TypeError(`${name} is not a method.`);
  function replaced(this: unknown, ...values: unknown[]): unknown {
    return around((...passed) => Reflect.apply(original as () => unknown, this, passed), values);
  }
  Reflect.set(prototype, name, replaced);
}
