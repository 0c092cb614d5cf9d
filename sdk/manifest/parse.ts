import type { Diagnostic } from "../errors/diagnostics";
import { spellings } from "./decode";
import type { Finding } from "./finding";
import { lineIndex } from "./positions";
import { schema } from "./schema";
import { dotted, parseToml, plain, type TomlSyntaxError, type TomlTable } from "./toml";
import type { Manifest, ParsedManifest } from "./types";
import { LATEST_VERSION } from "./version";

/** A `fastly.toml`, or the `fastly.<environment>.toml` next to it. */
export type ManifestRole = "base" | "environment";

/**
 * Reads the text of a `fastly.toml` and checks all of it: what the Fastly CLI refuses is refused, with every problem
 * reported, each with its line where it has one. Unknown keys are no problem; likely typing errors are warnings.
 *
 * @param file the file's name as the user knows it, for the diagnostics.
 * @param role an environment's file says only what is different there, so that it needs no `manifest_version`.
 */
export function parseManifest(text: string, file: string, role: ManifestRole = "base"): ParsedManifest {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  let values: TomlTable;
  try {
    values = parseToml(source);
  } catch (error) {
    return { diagnostics: [syntaxError(error as TomlSyntaxError, source, file)] };
  }

  let index: ReturnType<typeof lineIndex> | undefined;
  const line = (path: readonly string[]) => {
    index ??= lineIndex(source);
    return index(asWritten(path, values));
  };
  const diagnostics: Diagnostic[] = [];
  const report = ({ severity, message, remedy, path }: Finding) => {
    diagnostics.push({ severity, message, remedy, file, line: line(path), key: dotted(path) });
  };

  const decoded = schema(values, { path: [], report });
  diagnostics.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (decoded === undefined || diagnostics.some(({ severity }) => severity === "error")) {
    return { diagnostics };
  }
  if (decoded.manifestVersion === 0 && role === "base") {
    diagnostics.push({
      severity: "warning",
      message: `"manifest_version" is missing, so ${LATEST_VERSION} is assumed`,
      remedy: `Add manifest_version = ${LATEST_VERSION}; without it the Fastly CLI rewrites the file and drops its comments.`,
      file,
      key: "manifest_version",
    });
  }
  const manifest: Manifest = {
    ...decoded,
    manifestVersion: decoded.manifestVersion || LATEST_VERSION,
    file,
    text: source,
    raw: plain(values) as TomlTable,
    where: (path) => ({ file, line: line(path) }),
    line,
  };
  return { manifest, diagnostics };
}

/** The path with each key in the spelling that the file uses. */
function asWritten(path: readonly string[], values: TomlTable): string[] {
  let table: unknown = values;
  return path.map((key) => {
    const parent = table as TomlTable;
    const known = typeof parent === "object" && parent !== null;
    const written = (known && spellings(key).find((spelling) => Object.hasOwn(parent, spelling))) || key;
    table = known ? parent[written] : undefined;
    return written;
  });
}

function syntaxError({ message, line }: TomlSyntaxError, text: string, file: string): Diagnostic {
  const wrong = text.split(/\r?\n/)[(line ?? 1) - 1] ?? "";
  return {
    severity: "error",
    message: `Not valid TOML: ${message}`,
    remedy: syntaxRemedy(message, wrong, text),
    file,
    line,
  };
}

/** What to do about a line that is no TOML. The line itself stays out of the message: it may hold a secret. */
function syntaxRemedy(reason: string, line: string, text: string): string {
  if (/^(<{7}|={7}|>{7})/m.test(text)) {
    return "Resolve the merge conflict: the file has lines that start with <<<<<<<, ======= or >>>>>>>.";
  }
  if (/\{\{|<%|\{%/.test(line)) {
    return "This is a template: fill in its placeholders, or name the directory that holds the finished fastly.toml.";
  }
  const key = /^\s*(\[{0,2}[A-Za-z0-9_."'-]+\]{0,2})/.exec(line)?.[1];
  if (reason.includes("redefine")) {
    return `Remove one of the two definitions${key === undefined ? "" : ` of ${key}`}.`;
  }
  return "Correct the line; https://toml.io/en/v1.0.0 describes the format.";
}
