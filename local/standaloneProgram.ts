/**
 * A function as the text of a whole program, for `node -e`. It refers to nothing outside of itself. Some compilers, that of
 * the tests among them, put calls of `__name` into it.
 */
export function standaloneProgram(program: () => void): string {
  return `const __name = (named) => named;\n(${program.toString()})()`;
}
