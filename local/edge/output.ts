/** One line of the runtime's output, for people. */
export interface OutputLine {
  text: string;
  /** The program crashed while it handled a request. */
  trapped?: boolean;
  /** The program printed the line, and did not send it to a log endpoint. */
  printed?: boolean;
}

const TRACE = /^\d{4}-\d\d-\d\dT\S+Z?\s+(ERROR|WARN|INFO|DEBUG|TRACE) (?:request\{id=\d+\}: ?)?(.*)$/;
const BROKEN = /^WebAssembly (?:trapped|exited with (?:an )?error)(?:: ?(.*))?$/;

/** Separates the name of a log endpoint from the text. */
const SEPARATOR = " :: ";

/** Undefined for a line that nobody needs to see. */
export function readOutput(line: string): OutputLine | undefined {
  const [, level, message = ""] = TRACE.exec(line) ?? [];
  if (level === undefined) {
    const separator = /^\S/.test(line) ? line.indexOf(SEPARATOR, 1) : -1;
    const text = separator === -1 ? line : `${line.slice(0, separator)}: ${line.slice(separator + SEPARATOR.length)}`;
    return line.trim() === "" ? undefined : { text, ...(separator === -1 && { printed: true }) };
  }
  const broken = BROKEN.exec(message);
  if (broken !== null) {
    return {
      text: `the program ended with an error while it handled a request: ${broken[1] ?? "failed"}`,
      trapped: true,
    };
  }
  // This repeats the line before it.
  const repeated = message.startsWith("There was an error handling the request");
  return (level === "ERROR" || level === "WARN") && !repeated ? { text: message } : undefined;
}

/** The port of the runtime, from the line that says where it listens. */
export function listeningPort(line: string): number | undefined {
  const port = /Listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
}
