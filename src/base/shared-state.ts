/**
 * State that all copies of this package in a thread have in common, so that what it holds is there once: its ES modules and its CommonJS file, what was
 * bundled, what was installed twice.
 * @param name - with a number that rises when the state changes its shape: copies may be of several releases
 */
export function sharedState<State extends object>(name: string, make: () => State): State {
  const states = globalThis as unknown as Record<symbol, State | undefined>;
  const key = Symbol.for(`sockdiag.${name}`);
  const state = states[key] ?? make();
  states[key] = state;
  return state;
}
