import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadManifest } from "../../sdk/manifest";
import { makePackage } from "../../sdk/package";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { makeProject, removeProjects } from "../support/project";

const LANGUAGES = resolve(__dirname, "../../examples/languages");

/** The programs that each example needs, and the step before its build. */
const EXAMPLES: { language: string; needs?: string[]; prepare?: string[] }[] = [
  { language: "prebuilt" },
  { language: "assemblyscript", prepare: ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"] },
  { language: "go", needs: ["go", "version"] },
  { language: "rust", needs: ["sh", "-c", "ls $(rustc --print sysroot)/lib/rustlib/wasm32-wasip1"] },
];

describe("examples/languages", () => {
  after(removeProjects);

  for (const { language, needs, prepare } of EXAMPLES) {
    it(`${language} builds into a package that the Fastly CLI accepts`, async function () {
      this.timeout(300_000);
      if (needs !== undefined && spawnSync(needs[0] as string, needs.slice(1)).status !== 0) {
        console.log(`      skipped: "${needs.join(" ")}" fails, so the toolchain is not there`);
        this.skip();
      }
      const directory = join(makeProject({}), language);
      cpSync(join(LANGUAGES, language), directory, {
        recursive: true,
        filter: (source) => !/(node_modules|target|pkg|\.fastly-compute)$/.test(source),
      });
      if (prepare !== undefined) {
        execFileSync(prepare[0] as string, prepare.slice(1), { cwd: directory, stdio: "ignore" });
      }
      const { manifest } = loadManifest(join(directory, "fastly.toml"), "fastly.toml");
      const pkg = await makePackage({
        directory,
        name: manifest.name ?? "",
        language: manifest.language,
        scripts: manifest.scripts,
        manifestText: manifest.text,
        manifestName: manifest.file,
        preview: false,
        log: () => {},
      });
      assert.equal(pkg?.built, language !== "prebuilt");
      if (fastlyBinary() !== undefined) {
        const cli = fastlyCli({ url: "http://127.0.0.1:1", token: "unused" });
        assert.match(await cli(["compute", "validate", "--package", pkg?.path ?? ""]), /Validated package/);
        assert.equal((await cli(["compute", "hash-files", "--package", pkg?.path ?? ""])).trim(), pkg?.filesHash);
      }
    });
  }
});
