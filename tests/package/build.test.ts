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

  it("logs what it runs and each line of output, without colours", async () => {
    const project = makeProject(script(`echo one; printf '\\033[31mtwo\\033[0m\\n' >&2; printf three; ${wasm}`));
    await project.make();
    assert.deepEqual(project.messages.slice(1).sort(), ["info: one", "info: three", "info: two"]);
    assert.match(project.messages[0] ?? "", /^info: The build of app\/fastly\.toml: echo one; /);
  });

  it("runs post_build after the build, where it may change the binary", async () => {
    const project = makeProject(script(wasm, "printf end >> bin/main.wasm"));
    await project.make();
    assert.equal(project.read("bin/main.wasm").subarray(8).toString(), "end");
  });

  it("prefers build.command to the manifest's script", async () => {
    const project = makeProject({ ...script("exit 1"), build: { command: wasm } });
    assert.equal((await project.make())?.built, true);
  });

  const failures: { title: string; build: string; postBuild?: string; problem: string | RegExp; remedy: RegExp }[] = [
    {
      title: "the command fails, with the last lines of its output",
      build: "for i in $(seq 1 30); do echo line $i; done; exit 3",
      problem:
        /^The build of app\/fastly\.toml failed: "for .*" exited with code 3\. Its last lines:\n {2}\| line 11\n(.*\n)* {2}\| line 30$/,
      remedy: /^Correct what the output says\. To try it alone, run the command in \//,
    },
    {
      title: "a program is missing",
      build: "no-such-program",
      problem: /^The build of app\/fastly\.toml failed: "no-such-program" exited with code 127\./,
      remedy: /^A command was not found: install it, or correct the script\./,
    },
    {
      title: "the command is killed",
      build: "kill -9 $$",
      problem: 'The build of app/fastly.toml failed: "kill -9 $$" was ended by SIGKILL. It printed nothing.',
      remedy: /^Correct/,
    },
    {
      title: "the post_build script fails",
      build: wasm,
      postBuild: "exit 1",
      problem: 'The post_build script of app/fastly.toml failed: "exit 1" exited with code 1. It printed nothing.',
      remedy: /^Correct/,
    },
    {
      title: "no binary comes out",
      build: "true",
      problem: 'There is no bin/main.wasm beside app/fastly.toml. "true" ended without an error but wrote none.',
      remedy: /^A build has to write its result to bin\/main\.wasm in the project's directory\.$/,
    },
    {
      title: "a text comes out",
      build: "printf '#!/bin/sh' > bin/main.wasm",
      problem:
        'The bin/main.wasm beside app/fastly.toml is not WebAssembly: it begins with the text "#!/bin/sh" instead of with "\\0asm"',
      remedy: /^Let the build write a WebAssembly binary/,
    },
    {
      title: "an empty file comes out",
      build: ": > bin/main.wasm",
      problem:
        'The bin/main.wasm beside app/fastly.toml is not WebAssembly: it is empty instead of beginning with "\\0asm"',
      remedy: /^Let the build write a WebAssembly binary/,
    },
    {
      title: "post_build removes the binary",
      build: wasm,
      postBuild: "rm bin/main.wasm",
      problem: "There is no bin/main.wasm beside app/fastly.toml. The post_build script removed it.",
      remedy: /^A build has to write/,
    },
  ];
  for (const { title, build, postBuild, problem, remedy } of failures) {
    it(`fails when ${title}, and leaves what was there`, async () => {
      const project = makeProject();
      await project.make(script(wasm));
      const before = Buffer.from("what was there");
      project.write("bin/main.wasm", before);
      const error = await failure(project.make(script(build, postBuild)));
      if (typeof problem === "string") {
        assert.equal(error.problem, problem);
      } else {
        assert.match(error.problem, problem);
      }
      assert.match(error.remedy, remedy);
      assert.deepEqual(project.read("bin/main.wasm"), before);
    });
  }

  it("is tried again after it failed, and works when the cause is gone", async () => {
    const project = makeProject(script(`printf half > bin/main.wasm; [ -e ../ready ] || exit 1; ${wasm}`));
    await assert.rejects(project.make());
    await assert.rejects(project.make());
    writeFileSync(join(project.parent, "ready"), "");
    assert.equal((await project.make())?.built, true);
    assert.equal(project.read("bin/main.wasm").length, 8);
  });

  it("stops everything the command has started when the time is over", async () => {
    const project = makeProject();
    const build =
      "echo waiting; (sleep 100; touch ../late) & echo $! > ../child; printf half > bin/main.wasm; sleep 100";
    const error = await failure(project.make({ ...script(build), build: { timeoutSeconds: 0.3 } }));
    assert.deepEqual(error, {
      problem: `The build of app/fastly.toml did not end within 0.3 seconds and was stopped: ${JSON.stringify(build)}. Its last lines:\n  | waiting`,
      remedy: "Raise `build.timeoutSeconds`, or find out what the command waits for (it gets no input).",
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
      problem: "The build of app/fastly.toml was cancelled",
      remedy: "Nothing was deployed; run the command again.",
    });
    await gone(Number(readFileSync(join(project.parent, "child"), "utf8")));
    assert.equal(project.exists("bin/main.wasm"), false);
  });

  it("does not wait for what the command leaves in the background", async () => {
    const project = makeProject(script(`sleep 100 & echo $! > ../child; ${wasm}`));
    await project.make();
    await gone(Number(readFileSync(join(project.parent, "child"), "utf8")));
  });

  describe("without a script", () => {
    for (const language of [undefined, "other", " Other "]) {
      it(`uses bin/main.wasm as it is for the language ${JSON.stringify(language)}`, async () => {
        const project = makeProject({ language, scripts: { envVars: [] } });
        project.write("bin/main.wasm", Buffer.from("\0asm1234"));
        const made = await project.make();
        assert.equal(made?.built, false);
        assert.deepEqual(await project.make(), made);
        assert.equal(project.read("bin/main.wasm").toString(), "\0asm1234");
      });
    }

    it("says so when there is none", async () => {
      const project = makeProject({ scripts: { envVars: [] } });
      assert.deepEqual(await failure(project.make()), {
        problem:
          "There is no bin/main.wasm beside app/fastly.toml. Without a build script and with no language, or the language other, it has to be there.",
        remedy: "A build has to write its result to bin/main.wasm in the project's directory.",
      });
    });

    it("explains what to do for a language without a default command", async () => {
      const project = makeProject({ language: "zig", scripts: { envVars: [] } });
      assert.deepEqual(await failure(project.make()), {
        problem: 'The language "zig" of app/fastly.toml has no default build command',
        remedy:
          'Set one, for example:\n  [scripts]\n  build = "zig build -Dtarget=wasm32-wasi -Doptimize=ReleaseSmall && cp zig-out/bin/main.wasm bin/main.wasm"',
      });
    });

    it("lists the languages for one that nobody knows", async () => {
      const project = makeProject({ language: "cobol", scripts: { envVars: [] } });
      assert.deepEqual(await failure(project.make()), {
        problem: 'The language "cobol" of app/fastly.toml has no default build command',
        remedy: "Use one of rust, javascript, assemblyscript, go, cpp, python or other, or set [scripts] build.",
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

    it("copies the output of Cargo, after a custom script too", async function () {
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

  /** Waits until a process has ended; SIGKILL takes effect a moment after it was sent. */
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
