import { compareError } from "./errors";

/** A request of a `.http` file. */
export interface ListedRequest {
  /** What follows `# @name`, or else the method and the address. */
  name: string;
  method: string;
  /** Whole, or a path: of the first domain of the service. */
  url: string;
  headers: [name: string, value: string][];
  body: string;
  /** What is expected to differ in its answers, after `# @vary`. */
  vary: string[];
}

const METHODS = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

/**
 * Reads the usual `.http` format of editors: requests between lines of `###`, with headers and a body, `@name = value`
 * and `{{name}}`, comments after `#` or `//`, and in these `@name` and `@vary`.
 *
 * @throws ComputeError with the line of what is no request.
 */
export function readHttpFile(text: string, file: string): ListedRequest[] {
  const variables = new Map<string, string>();
  const requests: ListedRequest[] = [];
  let block: { line: string; number: number }[] = [];
  const finish = () => {
    const request = readBlock(block, variables, file);
    requests.push(...(request === undefined ? [] : [request]));
    block = [];
  };
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^###/.test(line)) {
      finish();
      block.push({ line: line.replace(/^###\s*/, "# "), number: index + 1 });
    } else {
      block.push({ line, number: index + 1 });
    }
  });
  finish();
  if (requests.length === 0) {
    throw compareError("requests-none", { file });
  }
  return requests;
}

type Line = { line: string; number: number };

function readBlock(lines: Line[], variables: Map<string, string>, file: string): ListedRequest | undefined {
  const filled = (value: string) =>
    value.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (all, name) => variables.get(name) ?? all);
  const vary: string[] = [];
  let name: string | undefined;
  let at = 0;
  for (; at < lines.length; at += 1) {
    const line = (lines[at] as Line).line.trim();
    const variable = /^@([\w.-]+)\s*=\s*(.*)$/.exec(line);
    const note = /^(?:#|\/\/)\s*@(name|vary)\s+(.+)$/.exec(line);
    if (variable !== null) {
      variables.set(variable[1] ?? "", filled(variable[2] ?? ""));
    } else if (note?.[1] === "name") {
      name = note[2];
    } else if (note?.[1] === "vary") {
      vary.push(...(note[2] ?? "").split(/[\s,]+/).filter((each) => each !== ""));
    } else if (line !== "" && !/^(#|\/\/)/.test(line)) {
      break;
    }
  }
  const first = lines[at];
  if (first === undefined) {
    return undefined;
  }
  const { method, url } = requestLine(filled(first.line.trim()), first.number, file);
  const end = lines.findIndex((each, index) => index > at && each.line.trim() === "");
  const headers = lines.slice(at + 1, end === -1 ? undefined : end).map(({ line, number }): [string, string] => {
    const [, header, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(filled(line.trim())) ?? [];
    if (header === undefined || value === undefined) {
      throw compareError("request-header-unfit", { file, line: number, text: line.trim() });
    }
    return [header, value];
  });
  const body =
    end === -1
      ? ""
      : filled(
          lines
            .slice(end + 1)
            .map(({ line }) => line)
            .join("\n")
            .trimEnd(),
        );
  return { name: name ?? `${method} ${url}`, method, url, headers, body, vary };
}

function requestLine(line: string, number: number, file: string): { method: string; url: string } {
  const [first = "", second, third] = line.split(/\s+/);
  const [method, url] = METHODS.test(first) ? [first, second] : ["GET", first];
  const rest = METHODS.test(first) ? third : second;
  if (url === undefined || !/^(https?:\/\/|\/)/.test(url) || (rest !== undefined && !/^HTTP\//.test(rest))) {
    throw compareError("request-line-unfit", { file, line: number, text: line });
  }
  return { method, url };
}
