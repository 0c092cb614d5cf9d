import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { makeProject, removeProjects } from "./support/project";

const ROOT = resolve(__dirname, "..");

/** A built `@pulumi/fastly` 12, as the registry may lack it: CONTRIBUTING.md says how to get one. */
const SDK = process.env.FASTLY_SDK_12;

describe("the sources with version 12 of @pulumi/fastly", function () {
  this.timeout(300_000);
  after(removeProjects);

  it("have the right types", function () {
    if (SDK === undefined || !existsSync(join(SDK, "package.json"))) {
      console.log("      skipped: FASTLY_SDK_12 names no directory with @pulumi/fastly 12");
      this.skip();
    }
    const { version } = JSON.parse(readFileSync(join(SDK, "package.json"), "utf8")) as { version: string };
    assert.match(version, /^12\./);
    assert.deepEqual(typeErrors(SDK), []);
  });
});

/** TypeScript's errors in the sources, with the `@pulumi/fastly` in `sdk`. */
function typeErrors(sdk: string): string[] {
  const directory = makeProject({});
  // Beside Pulumi's SDK, as it uses those types.
  const modules = join(directory, "node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  cpSync(sdk, join(modules, "@pulumi/fastly"), { recursive: true });
  symlinkSync(join(ROOT, "node_modules/@pulumi/pulumi"), join(modules, "@pulumi/pulumi"), "junction");
  const config = ts.getParsedCommandLineOfConfigFile(join(ROOT, "tsconfig.build.json"), {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => assert.fail(String(messageText)),
  } as ts.ParseConfigFileHost);
  assert.ok(config);
  const options: ts.CompilerOptions = {
    ...config.options,
    noEmit: true,
    // The place of this SDK does not depend on its version.
    declaration: false,
    declarationDir: undefined,
    declarationMap: false,
    incremental: false,
    tsBuildInfoFile: undefined,
  };
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(ROOT, (name) => name, options);
  host.resolveModuleNameLiterals = (literals, containing, redirected, _, source) =>
    literals.map((literal) => {
      const from = /^@pulumi\/fastly(\/|$)/.test(literal.text) ? join(directory, "index.ts") : containing;
      const mode = ts.getModeForUsageLocation(source, literal, options);
      return ts.resolveModuleName(
        literal.text,
        from,
        options,
        host,
        from === containing ? cache : undefined,
        redirected,
        mode,
      );
    });
  const program = ts.createProgram(config.fileNames, options, host);
  const used = program.getSourceFiles().map(({ fileName }) => fileName);
  assert.ok(used.some((name) => name.startsWith(modules) && name.includes("@pulumi/fastly/")));
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0;
    return `${file?.fileName.replace(`${ROOT}/`, "")}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
