/**
 * Characters that are invisible or misleading in a text. Control characters, which begin a terminal's commands.
 * Characters that turn the direction of writing, or have no width. Line separators, surrogates, fillers.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Foreign text on one line. Invisible characters are written as in JavaScript: `\n` or `\u009b`. */
export function visibleLine(text: string): string {
  return text.replace(INVISIBLE, (character) => SHORT[character] ?? codeOf(character));
}

/**
 * The same for a text with several lines. Text after a carriage return goes to the next line, instead of over the line.
 */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n").map(visibleLine).join("\n");
}

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
