import "../../support/ownState";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCliProcess } from "../../support/cliProcess";
import { runCli } from "../../support/localCli";
import { linkPackages } from "../../support/packages";
import { makeProject, removeProjects, TINY_WASM } from "../../support/project";

const PROGRAM = `require("pulumi-fastly-compute/fast");
const { ComputeService } = require("pulumi-fastly-compute");
new ComputeService("edge", { directory: "./app" });
`;

/** A hanging run is ended, and fails. */
const LONGEST = 60_000;
/** Kilobytes that are free on the disk when the run starts. */
const LEFT = process.env.TEST_LONG ? [0, 4, 8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96] : [0, 12, 24];

/** The disk is a small file system in memory. Mounting one needs a permission. */
function mountDisk(directory: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "tmpfs", directory], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("fastly-compute-local on a full disk", function () {
  this.timeout(240_000);
  let directory: string;
  let disk: string;
  let isMounted = false;

  function prepare(context: Mocha.Context, place: "state" | "app"): void {
    directory = makeProject({
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "name": "program", "main": "index.js" }',
      "index.js": PROGRAM,
    });
    linkPackages(directory);
    disk = join(directory, place);
    mkdirSync(disk);
    isMounted = mountDisk(disk);
    if (!isMounted) {
      console.log("      skipped: no file system can be mounted here");
      context.skip();
    }
    const app = makeProject({ "fastly.toml": 'manifest_version = 3\nname = "shop"\n', "bin/main.wasm": TINY_WASM });
    cpSync(app, join(directory, "app"), { recursive: true });
  }
  afterEach(() => {
    if (isMounted) {
      execFileSync("umount", ["-l", disk]);
      isMounted = false;
    }
  });
  after(removeProjects);

  const args = () => ["up", "--yes", "--skip-preview", "--state", join(directory, "state")];

  /** Fills the disk except for this many kilobytes. */
  function fill(kilobytes: number): void {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - kilobytes * 1024)));
  }

  const manifest = () => readFileSync(join(directory, "app/fastly.toml"), "utf8");
  function services(): string[] {
    const state = JSON.parse(readFileSync(join(directory, "state/fastly.json"), "utf8"));
    return (state as { services: { name: string }[] }).services.map(({ name }) => name);
  }

  for (const place of ["state", "app"] as const) {
    for (const left of LEFT) {
      it(`exits with an error, and works when there is room: ${left} KB left in the directory of ${place}`, async function () {
        prepare(this, place);
        fill(left);
        // In a process, as a full disk must not leave a process hanging.
        const full = await runCliProcess(directory, args(), { timeout: LONGEST });
        assert.notEqual(full.code, null, `it hung:\n${full.text}`);
        if (full.code !== 0) {
          assert.match(full.text, /ENOSPC|no space left|disk is full/i);
          assert.doesNotMatch(full.text, /^\s+at .*\(.*:\d+:\d+\)$/m);
        }
        // The manifest is complete, with or without the id.
        assert.match(manifest(), /^manifest_version = 3\nname = "shop"\n(service_id = "[A-Za-z0-9]{22}"\n)?$/);
        rmSync(join(disk, "filler"));
        const roomy = await runCli(directory, args());
        if (roomy.code !== 0) {
          // The state had no room for the new service. No second one is made, and the error says what to do.
          assert.equal(place, "state");
          assert.match(
            roomy.text,
            /The name belongs to the service \w+, which (is active\. To take over this service|has never had an active version\.\s+Delete this service)/,
            `${full.text}\n--- then\n${roomy.text}`,
          );
        }
        assert.deepEqual(services(), ["shop"], `${full.text}\n--- then\n${roomy.text}`);
        for (const ignored of place === "state" ? [".gitignore"] : [".fastly-compute/.gitignore"]) {
          assert.equal(readFileSync(join(disk, ignored), "utf8"), "*\n");
        }
        const parts = readdirSync(disk, { recursive: true }).filter((name) => String(name).endsWith(".tmp"));
        assert.deepEqual(parts, []);
      });
    }
  }
});
