import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { LocalFastly } from "../local/index";
import { fastlyCli } from "../tests/support/fastlyCli";
import { inTemporary, pause, ROOT, sideBySide, timed, type Work } from "./support";
import { mustUp, programStack } from "./supportStack";

const EXAMPLE = join(ROOT, "examples/hello");
const MADE = new Set(["node_modules", "bin", "pkg", ".fastly-compute"]);

function copyApp(to: string): void {
  const modules = join(EXAMPLE, "app/node_modules");
  if (!existsSync(modules)) {
    throw new Error("publish needs the JavaScript toolchain: npm ci in examples/hello/app, or npm run demo once");
  }
  cpSync(join(EXAMPLE, "app"), to, { recursive: true, filter: (path) => path === to || !MADE.has(basename(path)) });
  symlinkSync(modules, join(to, "node_modules"));
}

export const publish: Work = {
  name: "publish",
  goal: "≥ 5 times faster",
  measure: () =>
    inTemporary(async (directory) => {
      const fastly = await LocalFastly.start();
      try {
        const source = `import "pulumi-fastly-compute/fast";\n${readFileSync(join(EXAMPLE, "index.ts"), "utf8")}`;
        const options = { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS };
        const stack = programStack(directory, fastly, transpileModule(source, { compilerOptions: options }).outputText);
        copyApp(join(directory, "app"));
        const theirs = join(directory, "theirs");
        copyApp(theirs);
        const manifest = join(theirs, "fastly.toml");
        writeFileSync(manifest, readFileSync(manifest, "utf8").replace('name = "hello"', 'name = "theirs"'));
        await mustUp(stack);
        await pause(2100);
        const cli = fastlyCli(fastly);
        const { ours, peer, minimumRatio } = await sideBySide(
          () => timed(() => mustUp(stack, ["same"])),
          () => timed(() => cli(["compute", "publish", "-i", "--status-check-off"], { cwd: theirs })),
        );
        const note = `fast set-up; minima ${(1 / minimumRatio).toFixed(2)}`;
        return { ours_ms: ours, peer_ms: peer, ratio: peer / ours, ok: peer / ours >= 5, note };
      } finally {
        await fastly.stop();
      }
    }),
};
