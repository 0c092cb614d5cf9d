import { dirname, join, normalize } from "node:path";
import ts from "typescript";
import { ROOT } from "./blocks";

/**
 * What TypeScript has against these files, as in a project that has the package installed. Their names are relative to
 * the root, where they need not exist; `.mts` are ES modules.
 */
export function typeErrors(files: Record<string, string>): string[] {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  const texts = new Map(Object.entries(files).map(([name, text]) => [normalize(join(ROOT, name)), text]));
  const directories = new Set([...texts.keys()].map(dirname));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  host.fileExists = (name) => texts.has(normalize(name)) || fileExists(name);
  host.readFile = (name) => texts.get(normalize(name)) ?? readFile(name);
  host.directoryExists = (name) => directories.has(normalize(name)) || (directoryExists?.(name) ?? true);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = texts.get(normalize(name));
    return text === undefined
      ? getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, text, languageVersion);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
      const line = source?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
      return `${name.slice(ROOT.length + 1)}:${line + 1} ${ts.flattenDiagnosticMessageText(found.messageText, "\n")}`;
    });
  });
}
