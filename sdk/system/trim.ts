/**
 * The text without these characters at its end. A pattern such as `/\/+$/` takes time that grows with the square of the
 * length.
 */
export function trimmedEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) {
    end--;
  }
  return text.slice(0, end);
}

/** The text without these characters at both ends. */
export function trimmed(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) {
    start++;
  }
  return trimmedEnd(text.slice(start), characters);
}
