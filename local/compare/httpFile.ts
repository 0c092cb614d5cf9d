import { dirname, resolve } from "node:path";
import { FILE_LIMITS, readRegularFile } from "pulumi-fastly-compute/internal";
import { compareError } from "./errors";
import { type HttpVariables, httpVariables } from "./httpVariables";

/** A request that is sent to both sides. */
export interface ListedRequest {
  /** The text after `# @name` or `###`, or else the method and the address. */
  name: string;
  method: string;
  /** A full URL, or a path at the first domain of the service. */
  url: string;
  headers: [name: string, value: string][];
  body: string | Buffer;
  /** The expected differences in its answers, from `# @vary`. */
  vary: string[];
}

const METHOD = /^[A-Z][A-Z-]*$/;

/** No client sends these through `fetch`, and no Compute program gets them. */
const NEVER_SENT = new Set(["CONNECT", "TRACE", "TRACK"]);

const COMMENT = /^(#|\/\/)/;

/**
 * Reads the usual `.http` format of editors. Requests stand between lines of `###`, with headers and a body or
 * `< file`. Variables are `@name = value` and `{{name}}`. Comments after `#` or `//` may have `@name` and `@vary`.
 * Handlers of answers are left out, as the answers are compared.
 *
 * @throws ComputeError with the line that is no request.
 */
export function readHttpFile(text: string, file: string): ListedRequest[] {
  const reader = { file, variables: httpVariables(file) };
  const requests: ListedRequest[] = [];
  let block: Line[] = [];
  let title: string | undefined;
  const finish = (next?: string) => {
    const request = readBlock(block, title, reader);
    requests.push(...(request === undefined ? [] : [request]));
    block = [];
    title = next;
  };
  text.split(/\r?\n/).forEach((line, index) => {
    const separator = /^###+\s*(.*?)\s*$/.exec(line);
    if (separator !== null) {
      finish(separator[1] || undefined);
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

interface Line {
  line: string;
  number: number;
}

interface Reader {
  file: string;
  variables: HttpVariables;
}

function readBlock(lines: Line[], title: string | undefined, reader: Reader): ListedRequest | undefined {
  const { variables, file } = reader;
  const vary: string[] = [];
  let name = title;
  const notes = (line: string) => {
    const [, what, value = ""] = /^(?:#|\/\/)\s*@(name|vary)\s+(?:=\s*)?(.+)$/.exec(line) ?? [];
    if (what === "name") name = value.trim();
    if (what === "vary") vary.push(...value.split(/[\s,]+/).filter((each) => each !== ""));
  };
  let at = 0;
  for (; at < lines.length; at += 1) {
    const { line, number } = lines[at] as Line;
    const variable = /^@([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line.trim());
    if (variable !== null) {
      variables.set(variable[1] ?? "", variables.fill(variable[2] ?? "", number));
    } else if (COMMENT.test(line.trim())) {
      notes(line.trim());
    } else if (line.trim() !== "") {
      break;
    }
  }
  const first = lines[at];
  if (first === undefined) {
    return undefined;
  }
  const empty = lines.findIndex((each, index) => index > at && each.line.trim() === "");
  const end = empty === -1 ? lines.length : empty;
  const head = lines.slice(at + 1, end).filter(({ line }) => {
    notes(line.trim());
    return !COMMENT.test(line.trim());
  });
  // The parts of a long address are on their own lines.
  const parts = head.findIndex(({ line }) => !/^\s+[?&/]/.test(line));
  const address = head.slice(0, parts === -1 ? head.length : parts);
  const whole = [first, ...address].map(({ line }) => line.trim()).join("");
  const { method, url } = requestLine(variables.fill(whole, first.number), first.number, file);
  const headers = headersIn(head.slice(address.length), reader);
  const body = bodyIn(lines.slice(end + 1), headers, reader);
  if (body.length > 0 && (method === "GET" || method === "HEAD")) {
    throw compareError("request-body-unfit", { file, line: (lines[end + 1] as Line).number, method });
  }
  const host = url.startsWith("/") ? headers.findIndex(([header]) => header.toLowerCase() === "host") : -1;
  const [of] = host === -1 ? [] : headers.splice(host, 1);
  return {
    ...{ name: name ?? `${method} ${url}`, method, headers, body, vary },
    url: of === undefined ? url : `https://${of[1]}${url}`,
  };
}

function headersIn(lines: Line[], { file, variables }: Reader): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const { line, number } of lines) {
    const text = variables.fill(line.trim(), number);
    const last = headers.at(-1);
    const [, header, value] = /^([\w!#$%&'*+.^`|~-]+):\s*(.*)$/.exec(text) ?? [];
    if (/^\s/.test(line) && last !== undefined) {
      last[1] = `${last[1]} ${text}`;
    } else if (header === undefined || value === undefined) {
      throw compareError("request-header-unfit", { file, line: number, text: line.trim() });
    } else {
      headers.push([header, value]);
    }
  }
  return headers;
}

function bodyIn(lines: Line[], headers: [string, string][], { file, variables }: Reader): string | Buffer {
  const kept = withoutHandlers(lines);
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  // The lines of a form are its fields. The lines inside a multipart body end as in a header.
  const end = /^application\/x-www-form-urlencoded\b/i.test(type) ? "" : /^multipart\//i.test(type) ? "\r\n" : "\n";
  const parts = kept.map(({ line, number }): Buffer => {
    const [, fills, path] = /^<(@?\w*)\s+(?!\{%)(\S.*)$/.exec(line) ?? [];
    if (/^<\s*\{%/.test(line)) {
      throw compareError("request-script-unfit", { file, line: number });
    }
    if (path === undefined) {
      return Buffer.from(variables.fill(end === "" ? line.trim() : line, number));
    }
    const content = readBody(resolve(dirname(file), path.trim()), file, number);
    return fills === "" ? content : Buffer.from(variables.fill(content.toString("utf8"), number));
  });
  const body = Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(end), part])));
  const isText = !kept.some(({ line }) => /^<@?\w*\s/.test(line));
  return isText ? body.toString("utf8").trimEnd() + (end === "\r\n" && body.length > 0 ? end : "") : body;
}

function readBody(path: string, file: string, line: number): Buffer {
  try {
    return readRegularFile(path, FILE_LIMITS.data);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw compareError("request-file-unreadable", { file, line, path, why: code ?? message });
  }
}

/** Removes handlers of the answer: `> {% … %}`, `> file`, `>> file` and `<> file`. */
function withoutHandlers(lines: Line[]): Line[] {
  const kept: Line[] = [];
  let inScript = false;
  for (const each of lines) {
    const begins = /^>\s*\{%/.test(each.line);
    inScript ||= begins;
    if (inScript) {
      inScript = !/%\}\s*$/.test(each.line);
    } else if (!/^(>>?!?|<>)\s+\S/.test(each.line)) {
      kept.push(each);
    }
  }
  while (kept.at(-1)?.line.trim() === "") kept.pop();
  return kept;
}

function requestLine(line: string, number: number, file: string): { method: string; url: string } {
  const [first = "", second, third] = line.split(/\s+/);
  const [method, url, rest] = METHOD.test(first) ? [first, second, third] : ["GET", first, second];
  const isAddress = url !== undefined && (/^\/(?!\/)/.test(url) || (/^https?:\/\//.test(url) && URL.canParse(url)));
  if (!isAddress || NEVER_SENT.has(method) || (rest !== undefined && !/^HTTP\//.test(rest))) {
    throw compareError("request-line-unfit", { file, line: number, text: line });
  }
  return { method, url };
}
