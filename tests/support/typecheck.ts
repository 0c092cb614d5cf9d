import { dirname, join, normalize } from "node:path";
import ts from "typescript";

/**
 * TypeScript's errors in these files of a project in `root`. Names are relative to `root`, and the files need not exist
 * there. `.mts` files are ES modules. The declarations of this package count too, where it is installed.
 */
export function typeErrors(root: string, compilerOptions: object, files: Record<string, string>): string[] {
  const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, root);
  const texts = new Map(Object.entries(files).map(([name, text]) => [normalize(join(root, name)), text]));
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
  const said = [...errors, ...program.getOptionsDiagnostics()].map((found) => String(found.messageText));
  const installed = program.getSourceFiles().map(({ fileName }) => fileName);
  const declarations = installed.filter((name) => name.includes("/node_modules/pulumi-fastly-compute/"));
  const foundIn = (name: string) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((found) => {
      const line = source?.getLineAndCharacterOfPosition(found.start ?? 0).line ?? 0;
      return `${name.slice(root.length + 1)}:${line + 1} ${ts.flattenDiagnosticMessageText(found.messageText, "\n")}`;
    });
  };
  return [...said, ...[...texts.keys(), ...declarations].flatMap(foundIn)];
}
