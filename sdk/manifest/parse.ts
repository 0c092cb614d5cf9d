import { type Diagnostic, diagnostic } from "../errors/diagnostics";
import { spellings } from "./decode";
import { manifestError } from "./errors";
import type { Finding } from "./finding";
import { lineIndex } from "./positions";
import { schema } from "./schema";
import { dotted, parseToml, plain, type TomlSyntaxError, type TomlTable } from "./toml";
import type { Manifest, ParsedManifest } from "./types";
import { LATEST_VERSION } from "./version";

/** A `fastly.toml`, or the `fastly.<environment>.toml` next to it. */
export type ManifestRole = "base" | "environment";

/**
 * Reads the text of a `fastly.toml` and checks all of it. It refuses what the Fastly CLI refuses, and reports every
 * problem with its line where there is one. Unknown keys are no problem. Likely misspellings are warnings.
 *
 * @param file the file's name in diagnostics.
 * @param role an environment's file only has differences, so it needs no `manifest_version`.
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
  const report = ({ severity, explanation, path }: Finding) => {
    diagnostics.push(diagnostic(severity, explanation, { file, line: line(path), key: dotted(path) }));
  };

  const decoded = schema(values, { path: [], report });
  diagnostics.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (decoded === undefined || diagnostics.some(({ severity }) => severity === "error")) {
    return { diagnostics };
  }
  if (decoded.manifestVersion === 0 && role === "base") {
    const explanation = manifestError.explain("manifest-version-missing", { latest: LATEST_VERSION });
    diagnostics.push(diagnostic("warning", explanation, { file, key: "manifest_version" }));
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

/** The path with each key as the file spells it. */
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

/** The message does not quote the line, which may have a secret. */
function syntaxError({ message: reason, line }: TomlSyntaxError, text: string, file: string): Diagnostic {
  const wrong = text.split(/\r?\n/)[(line ?? 1) - 1] ?? "";
  const key = /^\s*(\[{0,2}[A-Za-z0-9_."'-]+\]{0,2})/.exec(wrong)?.[1];
  return diagnostic(
    "error",
    manifestError.explain("manifest-syntax", { reason, key, cause: causeOf(reason, wrong, text) }),
    {
      file,
      line,
    },
  );
}

function causeOf(reason: string, line: string, text: string): "conflict" | "template" | "twice" | undefined {
  if (/^(<{7}|={7}|>{7})/m.test(text)) {
    return "conflict";
  }
  if (/\{\{|<%|\{%/.test(line)) {
    return "template";
  }
  return reason.includes("redefine") ? "twice" : undefined;
}
