/**
 * What of a text nobody sees, or sees as something else. Control characters, as a terminal's commands begin with one.
 * Characters that turn the direction of writing, or have no width. Line separators, halves of characters, fillers.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text of others on one line: what cannot be seen is written as JavaScript would, `\n` or `\u009b`. */
export function visibleLine(text: string): string {
  return text.replace(INVISIBLE, (character) => SHORT[character] ?? codeOf(character));
}

/** The same for a text that has lines of its own. What comes after a carriage return stands below, not in the place of it. */
export function visibleText(text: string): string {
  return text.replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n").map(visibleLine).join("\n");
}

function codeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}
