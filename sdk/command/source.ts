const WIDTH = 100;

/** Formats code, an expression or a member with its key, on one line when it fits, else on several. */
export function formatCode(code: string, indent = ""): string {
  const [head, open, inner, close] = outermost(code) ?? [];
  if (code.length + indent.length <= WIDTH || inner === undefined) {
    return `${indent}${code}`;
  }
  const members = membersOf(inner).map((member) => formatCode(member, `${indent}  `));
  return `${indent}${head}${open}\n${members.map((member) => `${member},\n`).join("")}${indent}${close}`;
}

/** The outermost brackets that end the code: those of an object or a list. */
function outermost(code: string): [head: string, open: string, inner: string, close: string] | undefined {
  const close = code.at(-1) ?? "";
  const start = [...tops(code)].find(({ at, sign }) => "{[".includes(sign) && isEnd(code, at))?.at;
  return start === undefined
    ? undefined
    : [code.slice(0, start), code[start] ?? "", code.slice(start + 1, -1).trim(), close];
}

/** Whether the last character closes the bracket at this place. */
function isEnd(code: string, at: number): boolean {
  let depth = 0;
  for (const { sign, at: place } of signs(code.slice(at))) {
    depth += "{[(".includes(sign) ? 1 : ")]}".includes(sign) ? -1 : 0;
    if (depth === 0) {
      return at + place === code.length - 1;
    }
  }
  return false;
}

/** The parts between the commas of the outermost level. */
export function membersOf(code: string): string[] {
  const commas = [...tops(code)].filter(({ sign }) => sign === ",").map(({ at }) => at);
  return [-1, ...commas]
    .map((start, index) => code.slice(start + 1, commas[index]).trim())
    .filter((member) => member !== "");
}

/** The signs outside all brackets. */
function* tops(code: string): Generator<{ sign: string; at: number }> {
  let depth = 0;
  for (const found of signs(code)) {
    if (")]}".includes(found.sign)) {
      depth--;
    }
    if (depth === 0) {
      yield found;
    }
    if ("{[(".includes(found.sign)) {
      depth++;
    }
  }
}

/** Brackets and commas outside of string literals. */
function* signs(code: string): Generator<{ sign: string; at: number }> {
  for (const { 0: sign, index } of code.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]()," ]/g)) {
    if (sign.length === 1 && sign !== " ") {
      yield { sign, at: index };
    }
  }
}
