import { trimmedEnd } from "./trim";
import { visibleText } from "./visible";

/** Replaces a secret in a text. */
const HIDDEN = "[secret]";

/** Shorter texts appear in every other message. Pulumi has the same limit. */
const SHORTEST_SECRET = 3;

/** A secret in every form in which a text may have it as a whole: plain, made visible, and in JSON, URLs and base64. */
export function formsOf(secret: string, shortest = SHORTEST_SECRET): string[] {
  const forms = [
    secret,
    visibleText(secret),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.replace(/\p{Cs}/gu, "\ufffd")),
    trimmedEnd(Buffer.from(secret).toString("base64"), "="),
  ];
  return secret.trim().length < shortest ? [] : [...new Set(forms.map((form) => form.trim()))];
}

/** The lines of a secret with several lines: output comes in lines. */
export function linesOf(secret: string, shortest = SHORTEST_SECRET): string[] {
  const lines = secret.split(/\r\n|[\n\r]/);
  const parts = lines.length < 2 ? [] : lines.flatMap((line) => [line.trim(), visibleText(line).trim()]);
  return [...new Set(parts)].filter((part) => part.length >= shortest);
}

/** The whole forms and the lines. */
export function fragmentsOf(secret: string, shortest = SHORTEST_SECRET): string[] {
  return [...formsOf(secret, shortest), ...linesOf(secret, shortest)];
}

/**
 * `text` without the fragments of secrets in it. Where fragments overlap, everything that one of them covers is hidden.
 *
 * @param shortest shorter fragments are only hidden where they stand alone on a line
 */
export function hideFragments(text: string, fragments: Iterable<string>, shortest = SHORTEST_SECRET): string {
  const found: [start: number, end: number][] = [];
  for (const fragment of fragments) {
    for (let at = text.indexOf(fragment); at >= 0 && fragment !== ""; at = text.indexOf(fragment, at + 1)) {
      const end = at + fragment.length;
      if (fragment.length >= shortest || isLine(text, at, end)) {
        found.push([at, end]);
      }
    }
  }
  let result = "";
  let done = 0;
  for (const [start, end] of found.sort(([a], [b]) => a - b)) {
    if (start >= done) {
      result += text.slice(done, start) + HIDDEN;
    }
    done = Math.max(done, end);
  }
  return result + text.slice(done);
}

/** Whether the rest of the line is only spaces. */
function isLine(text: string, start: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const next = text.indexOf("\n", end);
  return (before + text.slice(end, next < 0 ? undefined : next)).trim() === "";
}
