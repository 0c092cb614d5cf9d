import { trimmedEnd } from "./trim";
import { visibleText } from "./visible";

/** What stands in the place of a secret. */
export const HIDDEN = "[secret]";

/** Shorter texts are in every other message; Pulumi draws the line at the same length. */
export const SHORTEST_SECRET = 3;

/** A secret as it may be found in a text as a whole: as it is, made visible, and as JSON, URLs and base64 have it. */
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

/** The lines of a secret with several, since output comes in lines. */
export function linesOf(secret: string, shortest = SHORTEST_SECRET): string[] {
  const lines = secret.split(/\r\n|[\n\r]/);
  const parts = lines.length < 2 ? [] : lines.flatMap((line) => [line.trim(), visibleText(line).trim()]);
  return [...new Set(parts)].filter((part) => part.length >= shortest);
}

/** All of these. */
export function fragmentsOf(secret: string, shortest = SHORTEST_SECRET): string[] {
  return [...formsOf(secret, shortest), ...linesOf(secret, shortest)];
}

/**
 * `text` without the fragments of secrets that are in it. Where they overlap, or one is a part of another, all that any
 * of them covers is hidden.
 *
 * @param shortest fragments below this length are only hidden where they are a line of their own
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

/** Whether there is nothing else on the line, but spaces. */
function isLine(text: string, start: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const next = text.indexOf("\n", end);
  return (before + text.slice(end, next < 0 ? undefined : next)).trim() === "";
}
