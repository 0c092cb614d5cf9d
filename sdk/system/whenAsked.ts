/**
 * An object whose values are made at their first use. A program uses only a few, and the modules of the others are then
 * not loaded.
 */
export function whenAsked<T extends Record<string, () => unknown>>(
  values: T,
): { readonly [Name in keyof T]: ReturnType<T[Name]> } {
  const asked = {};
  for (const [name, make] of Object.entries(values)) {
    Object.defineProperty(asked, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = make();
        Object.defineProperty(asked, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return asked as { readonly [Name in keyof T]: ReturnType<T[Name]> };
}
