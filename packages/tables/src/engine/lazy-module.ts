/** A module that is loaded when one of its names is first used, because loading takes longer than many programs run. */
export function lazyModule<Module extends object>(load: () => Module): Module {
  let loaded: Module | undefined;
  const get = (_target: Module, name: string | symbol): unknown => {
    loaded ??= load();
    return Reflect.get(loaded, name);
  };
  return new Proxy({} as Module, { get });
}
