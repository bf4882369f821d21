/** Compiling shapes that contain themselves: the inner reference looks the closure up when it is called. */

export function compileOnce<Arguments extends unknown[], Result>(
  made: Map<string, (...parameters: Arguments) => Result>,
  shapeName: string,
  make: () => (...parameters: Arguments) => Result,
): (...parameters: Arguments) => Result {
  const ready = made.get(shapeName);
  if (ready) return ready;
  const later: { compiled?: (...parameters: Arguments) => Result } = {};
  made.set(shapeName, (...parameters) => {
    if (!later.compiled) throw new Error(`${shapeName} is used while it is compiled`);
    return later.compiled(...parameters);
  });
  const compiled = make();
  later.compiled = compiled;
  made.set(shapeName, compiled);
  return compiled;
}
