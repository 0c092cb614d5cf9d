import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { failure, makeProject, removeProjects } from "./project";
import { needs } from "./support";

const wasm = "printf '\\000asm\\001\\000\\000\\000' > bin/main.wasm";
const script = (build: string, postBuild?: string) => ({ scripts: { build, postBuild, envVars: [] } });

describe("build", () => {
  afterEach(removeProjects);

  it("logs each command and each line of its output, without colours", async () => {
    const project = makeProject(script(`echo one; printf '\\033[31mtwo\\033[0m\\n' >&2; printf three; ${wasm}`));
    await project.make();
    assert.deepEqual(project.messages.slice(1).sort(), ["info: one", "info: three", "info: two"]);
    assert.match(project.messages[0] ?? "", /^info: The build of app\/fastly\.toml: echo one; /);
  });

  it("runs post_build after the build, and lets post_build change the binary", async () => {
    const project = makeProject(script(wasm, "printf end >> bin/main.wasm"));
    await project.make();
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "end");
  });

  it("prefers build.command to the manifest's script", async () => {
    const project = makeProject({ ...script("exit 1"), build: { command: wasm } });
    assert.equal((await project.make())?.built, true);
  });

  const manifest = "app/fastly.toml";
  const subject = "The build of app/fastly.toml";
  const long = "for i in $(seq 1 30); do echo line $i; done; exit 3";
  const failures: { title: string; build: string; postBuild?: string; code: string; facts: object }[] = [
    {
      title: "the command fails, with the last lines of its output",
      build: long,
      code: "build-failed",
      facts: {
        subject,
        command: long,
        how: "exited with code 3",
        lines: Array.from({ length: 20 }, (_, index) => `line ${index + 11}`),
        isMissing: false,
      },
    },
    {
      title: "the command is killed",
      build: "kill -9 $$",
      code: "build-failed",
      facts: { subject, command: "kill -9 $$", how: "was ended by SIGKILL", lines: [], isMissing: false },
    },
    {
      title: "the post_build script fails",
      build: wasm,
      postBuild: "exit 1",
      code: "build-failed",
      facts: {
        subject: "The post_build script of app/fastly.toml",
        command: "exit 1",
        how: "exited with code 1",
        lines: [],
        isMissing: false,
      },
    },
    {
      title: "no binary comes out",
      build: "true",
      code: "wasm-missing",
      facts: { manifest, cause: "not written", command: "true" },
    },
    {
      title: "a text comes out",
      build: "printf '#!/bin/sh' > bin/main.wasm",
      code: "wasm-invalid",
      facts: { manifest, start: Buffer.from("#!/bin/sh") },
    },
    {
      title: "an empty file comes out",
      build: ": > bin/main.wasm",
      code: "wasm-invalid",
      facts: { manifest, start: Buffer.alloc(0) },
    },
    {
      title: "a directory comes out",
      build: "mkdir bin/main.wasm",
      code: "wasm-no-file",
      facts: { is: "is a directory; a file is needed" },
    },
    {
      title: "post_build removes the binary",
      build: wasm,
      postBuild: "rm bin/main.wasm",
      code: "wasm-missing",
      facts: { manifest, cause: "removed", command: undefined },
    },
  ];
  for (const { title, build, postBuild, code, facts } of failures) {
    it(`fails when ${title}, and keeps existing files`, async () => {
      const project = makeProject();
      await project.make(script(wasm));
      const before = Buffer.from("what was there");
      project.write("bin/main.wasm", before);
      const error = await failure(project.make(script(build, postBuild)));
      const { directory: _, path: __, ...others } = error.facts as { directory?: string; path?: string };
      assert.deepEqual({ code: error.code, facts: others }, { code, facts });
      assert.deepEqual(project.read("bin/main.wasm"), before);
    });
  }

  it("distinguishes a missing program from a failing one", async () => {
    const { code, facts } = await failure(makeProject().make(script("no-such-program")));
    assert.equal(code, "build-failed");
    assert.deepEqual((facts as { isMissing?: boolean }).isMissing, true);
  });

  it("can be repeated after a failure, and succeeds once the cause is gone", async () => {
    const project = makeProject(script(`printf half > bin/main.wasm; [ -e ../ready ] || exit 1; ${wasm}`));
    await assert.rejects(project.make());
    await assert.rejects(project.make());
    writeFileSync(join(project.parent, "ready"), "");
    assert.equal((await project.make())?.built, true);
    assert.equal(project.read("bin/main.wasm").length, 8);
  });

  it("stops all processes of the command when the time is over", async () => {
    const project = makeProject();
    const build =
      "echo waiting; (sleep 100; touch ../late) & echo $! > ../child; printf half > bin/main.wasm; sleep 100";
    const error = await failure(project.make({ ...script(build), build: { timeoutSeconds: 0.3 } }));
    assert.deepEqual(error, {
      code: "build-too-slow",
      facts: { subject, seconds: 0.3, command: build, lines: ["waiting"] },
    });
    await gone(Number(readFileSync(join(project.parent, "child"), "utf8")));
    assert.equal(project.exists("bin/main.wasm"), false);
  });

  it("stops a command that ignores SIGTERM", async () => {
    const project = makeProject();
    const build = "trap '' TERM; echo $$ > ../child; while true; do sleep 0.1; done";
    await failure(project.make({ ...script(build), build: { timeoutSeconds: 0.3 } }));
    await gone(Number(readFileSync(join(project.parent, "child"), "utf8")));
  });

  it("stops the command when the deployment is cancelled", async () => {
    const project = makeProject();
    const controller = new AbortController();
    const build = "sleep 100 & echo $! > ../child; echo started; printf half > bin/main.wasm; wait";
    const error = failure(
      project.make({
        ...script(build),
        signal: controller.signal,
        log: (_, line) => line === "started" && controller.abort(),
      }),
    );
    assert.deepEqual(await error, {
      code: "build-cancelled",
      facts: { subject },
    });
    await gone(Number(readFileSync(join(project.parent, "child"), "utf8")));
    assert.equal(project.exists("bin/main.wasm"), false);
  });

  it("does not wait for background processes of the command", async () => {
    const project = makeProject(script(`sleep 100 & echo $! > ../child; ${wasm}`));
    await project.make();
    await gone(Number(readFileSync(join(project.parent, "child"), "utf8")));
  });

  describe("without a script", () => {
    const known = ["rust", "javascript", "assemblyscript", "go", "cpp", "python"];

    for (const language of [undefined, "other", " Other "]) {
      it(`uses the existing bin/main.wasm for the language ${JSON.stringify(language)}`, async () => {
        const project = makeProject({ language, scripts: { envVars: [] } });
        project.write("bin/main.wasm", Buffer.from("\0asm1234"));
        const made = await project.make();
        assert.equal(made?.built, false);
        assert.deepEqual(await project.make(), made);
        assert.equal(project.read("bin/main.wasm").toString(), "\0asm1234");
      });
    }

    it("reports a missing binary", async () => {
      const project = makeProject({ scripts: { envVars: [] } });
      assert.deepEqual(await failure(project.make()), {
        code: "wasm-missing",
        facts: { manifest, cause: "not built", command: undefined },
      });
    });

    it("explains what to do for a language without a default command", async () => {
      const project = makeProject({ language: "zig", scripts: { envVars: [] } });
      assert.deepEqual(await failure(project.make()), {
        code: "language-unknown",
        facts: {
          language: "zig",
          manifest,
          known,
          example: "zig build -Dtarget=wasm32-wasi -Doptimize=ReleaseSmall && cp zig-out/bin/main.wasm bin/main.wasm",
        },
      });
    });

    it("lists the languages for an unknown one", async () => {
      const project = makeProject({ language: "cobol", scripts: { envVars: [] } });
      assert.deepEqual(await failure(project.make()), {
        code: "language-unknown",
        facts: { language: "cobol", manifest, known, example: undefined },
      });
    });
  });

  describe("with a real toolchain", () => {
    it("builds Go for WASI", async function () {
      needs(this, "go", "version");
      const project = makeProject({ language: "go", ...script("GOOS=wasip1 GOARCH=wasm go build -o bin/main.wasm .") });
      project.write("go.mod", "module example.com/app\n\ngo 1.21\n");
      project.write("main.go", 'package main\n\nfunc main() { println("hello") }\n');
      assert.equal((await project.make())?.built, true);
      assert.equal((await project.make())?.built, false);
    });

    it("copies the binary of Cargo, after a custom script too", async function () {
      needs(this, "cargo", "--version");
      const target = join("target", "wasm32-wasip1", "release");
      const project = makeProject({
        language: "rust",
        build: { skipVerification: true },
        ...script(`mkdir -p ${target}; printf '\\000asm\\001\\000\\000\\000rust' > ${target}/my-app.wasm`),
      });
      project.write("Cargo.toml", '[package]\nname = "my-app"\nversion = "0.1.0"\nedition = "2021"\n');
      mkdirSync(join(project.directory, "src"), { recursive: true });
      project.write("src/main.rs", "fn main() {}\n");
      await project.make();
      assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "rust");
    });

    it("builds Rust by the default command", async function () {
      needs(this, "sh", "-c", 'test -d "$(rustc --print target-libdir --target wasm32-wasip1)"');
      const project = makeProject({ language: "rust", scripts: { envVars: [] } });
      project.write("Cargo.toml", '[package]\nname = "my-app"\nversion = "0.1.0"\nedition = "2021"\n');
      project.write("src/main.rs", "fn main() {}\n");
      assert.equal((await project.make())?.built, true);
      assert.equal((await project.make())?.built, false);
    });
  });

  /** Waits until a process has ended: SIGKILL takes effect a moment later. */
  async function gone(pid: number): Promise<void> {
    for (;;) {
      try {
        process.kill(pid, 0);
        if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) {
          return;
        }
      } catch {
        return;
      }
      await delay(20);
    }
  }
});
