/**
 * Limits for a build's output. `line` is the longest line, and `searched` the part of it that is searched for secrets,
 * in bytes. `lines` and `bytes` limit the whole output. For more output, run the command by itself.
 */
export const OUTPUT_LIMITS = { line: 8_000, searched: 64_000, lines: 10_000, bytes: 4_000_000 };

/**
 * The lines of a stream. Long lines are cut: a line may be endless, and a JavaScript string cannot have 512 MB. Reads
 * the stream to its end, so that the writing process never waits.
 *
 * @param clean changes a line before it is cut. It hides secrets, for example: a secret that is cut in half would not
 * be found.
 */
export async function* outputLines(
  stream: AsyncIterable<Buffer | string>,
  clean: (line: string) => string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = "";
  let left = 0;
  const finished = () => {
    const text = clean(line);
    const omitted = left + Math.max(0, text.length - OUTPUT_LIMITS.line);
    const shown = text.slice(0, OUTPUT_LIMITS.line);
    line = "";
    left = 0;
    return omitted === 0 ? shown : `${shown}… (${omitted.toLocaleString("en-US")} characters more)`;
  };
  for await (const chunk of stream) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      add(text.slice(start, end));
      start = end + 1;
      yield finished();
    }
    add(text.slice(start));
  }
  if (line !== "" || left > 0) {
    yield finished();
  }

  function add(part: string): void {
    const kept = part.slice(0, Math.max(0, OUTPUT_LIMITS.searched - line.length));
    line += kept;
    left += part.length - kept.length;
  }
}

/** Shows lines up to the limit, and then says once that it stops. */
export function upToLimit(show: (line: string) => void): (line: string) => void {
  let lines = 0;
  let bytes = 0;
  return (line) => {
    lines += 1;
    bytes += line.length;
    if (lines <= OUTPUT_LIMITS.lines && bytes <= OUTPUT_LIMITS.bytes) {
      show(line);
    } else if (lines <= OUTPUT_LIMITS.lines + 1 && bytes - line.length <= OUTPUT_LIMITS.bytes) {
      show(`… further output is not shown, after ${lines - 1} lines`);
      lines = OUTPUT_LIMITS.lines + 1;
      bytes = Number.POSITIVE_INFINITY;
    }
  };
}
