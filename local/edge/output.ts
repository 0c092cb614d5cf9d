/** What one line of the runtime's output says to people. */
export interface OutputLine {
  text: string;
  /** The program broke down while it handled a request. */
  trapped?: boolean;
  /** The program has printed it, and sent it to no log endpoint. */
  printed?: boolean;
}

const TRACE = /^\d{4}-\d\d-\d\dT\S+Z?\s+(ERROR|WARN|INFO|DEBUG|TRACE) (?:request\{id=\d+\}: ?)?(.*)$/;
const BROKEN = /^WebAssembly (?:trapped|exited with (?:an )?error)(?:: ?(.*))?$/;

/** Between the name of a log endpoint and what the program wrote to it. */
const SEPARATOR = " :: ";

/** Undefined for what nobody needs to see. */
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
  // Repeats the line before it.
  const repeated = message.startsWith("There was an error handling the request");
  return (level === "ERROR" || level === "WARN") && !repeated ? { text: message } : undefined;
}

/** The address of the runtime, from the line in which it tells it. */
export function listeningPort(line: string): number | undefined {
  const port = /Listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
}
