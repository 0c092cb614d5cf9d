/**
 * A function as the text of a complete program, for `node -e`. The function must refer to nothing outside of itself.
 * Some compilers, such as the tests' compiler, add calls of `__name` to it.
 */
export function standaloneProgram(program: () => void): string {
  return `const __name = (named) => named;\n(${program.toString()})()`;
}
