import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { accountOf } from "../../sdk/build/account";
import { git, makeProject, removeProjects, type TestProject } from "../package/project";

const has = (program: string, ...args: string[]) => {
  try {
    return execFileSync(program, args, { stdio: "pipe" }).length > 0;
  } catch {
    return false;
  }
};

type Put = (name: string, text: string) => void;

/** A git repository with a project in `app`, whose directory is the test project's. */
function repository(files: Record<string, string>): { project: TestProject; top: string; put: Put } {
  const project = makeProject();
  const top = project.parent;
  const put: Put = (name, text) => {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  };
  for (const [name, text] of Object.entries({ ".gitignore": "bin/\ntarget/\n", "README.md": "one", ...files })) {
    put(name, text);
  }
  git(top, "init");
  return { project, top, put };
}

interface Change {
  title: string;
  change: (put: Put, top: string) => void;
  /** Whether another build is needed. */
  builds: boolean;
}

const GO_MODULE = {
  "go.mod":
    "module example.com/mono\n\ngo 1.22\n\nrequire example.com/other v0.0.0\n\nreplace example.com/other => ./other\n",
  "app/main.go": 'package main\n\nimport "example.com/mono/libs/x"\n\nfunc main() { println(x.Text) }\n',
  "libs/x/x.go":
    'package x\n\nimport (\n\t_ "embed"\n\n\t"example.com/other"\n)\n\n//go:embed data/*.txt\nvar files string\n\nvar Text = other.Text + files\n'.replace(
      "data/*.txt",
      "data/a.txt",
    ),
  "libs/x/data/a.txt": "a",
  "libs/y/y.go": "package y\n",
  "other/go.mod": "module example.com/other\n\ngo 1.22\n",
  "shared/text.go": 'package other\n\nvar Text = "t"\n',
};
const GO_BUILD = "GOOS=wasip1 GOARCH=wasm go build -buildvcs=false -o bin/main.wasm .";

const GO_CHANGES: Change[] = [
  { title: "nothing", change: () => {}, builds: false },
  { title: "a file that no package has", change: (put) => put("README.md", "two"), builds: false },
  {
    title: "a package that is not imported",
    change: (put) => put("libs/y/y.go", "package y\n\nvar Y = 1\n"),
    builds: false,
  },
  { title: "a new package", change: (put) => put("libs/z/z.go", "package z\n"), builds: false },
  {
    title: "a new file of the project",
    change: (put) => put("app/more.go", "package main\n\nfunc init() {}\n"),
    builds: true,
  },
  { title: "an imported package", change: (put) => put("libs/x/more.go", "package x\n\nvar More = 1\n"), builds: true },
  { title: "what a package embeds", change: (put) => put("libs/x/data/a.txt", "b"), builds: true },
  {
    title: "a module by a path",
    change: (put) => put("other/more.go", "package other\n\nvar More = 1\n"),
    builds: true,
  },
  {
    title: "the target of a link",
    change: (_, top) => appendFileSync(join(top, "shared/text.go"), "\n// two\n"),
    builds: true,
  },
  { title: "the module file", change: (_, top) => appendFileSync(join(top, "go.mod"), "\n// two\n"), builds: true },
  { title: "a new workspace", change: (put) => put("go.work", "go 1.22\n\nuse .\n"), builds: true },
  { title: "nothing again", change: () => {}, builds: false },
];

const RUST_CRATE = {
  "app/Cargo.toml":
    '[package]\nname = "edge"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\nlib = { path = "../libs/x" }\n',
  "app/src/main.rs":
    'mod part;\nfn main() { print!("{}{}{}", lib::TEXT, part::TEXT, include_str!("../../texts/a.txt")); }\n',
  "app/src/part.rs": 'pub const TEXT: &str = "part";\n',
  "libs/x/Cargo.toml": '[package]\nname = "lib"\nversion = "0.1.0"\nedition = "2021"\n',
  "libs/x/src/lib.rs": 'pub const TEXT: &str = "lib";\n',
  "libs/y/src/lib.rs": "",
  "texts/a.txt": "a",
};
const RUST_BUILD = "cargo build --bin edge --release --target wasm32-wasip1 --color always";

describe("the list of files that a toolchain reports", function () {
  this.timeout(600_000);
  afterEach(removeProjects);

  it("of Go decides alone which changes cause a build", async function () {
    if (!has("go", "version")) {
      console.log("      skipped: Go is not on PATH");
      return this.skip();
    }
    const { project, top, put } = repository(GO_MODULE);
    symlinkSync("../shared/text.go", join(top, "other/text.go"));
    const make = () => project.make({ language: "go", scripts: { build: GO_BUILD, envVars: [] } });
    assert.equal((await make())?.built, true, project.messages.join("\n"));
    for (const { title, change, builds } of GO_CHANGES) {
      change(put, top);
      assert.equal((await make())?.built, builds, `${title}\n${project.messages.splice(0).join("\n")}`);
    }
  });

  const withoutAccount: [title: string, files: Record<string, string>, environment?: Record<string, string>][] = [
    [
      "a package in C",
      { "libs/x/c.go": 'package x\n\n// #include "../../README.md"\nimport "C"\n' },
      { CGO_ENABLED: "1" },
    ],
    ["assembly", { "libs/x/a.s": '#include "../../README.md"\n' }],
    ["flags by which Go runs or reads something else", {}, { GOFLAGS: "-mod=mod" }],
    ["an import that nobody has", { "libs/x/n.go": 'package x\n\nimport _ "example.com/none"\n' }],
  ];
  for (const [title, files, environment = {}] of withoutAccount) {
    it(`is not used for Go with ${title}`, async function () {
      if (!has("go", "version")) {
        console.log("      skipped: Go is not on PATH");
        return this.skip();
      }
      const { project, top } = repository({ ...GO_MODULE, ...files });
      symlinkSync("../shared/text.go", join(top, "other/text.go"));
      const { PATH = "", HOME = "" } = process.env;
      const asked = { directory: project.directory, root: top, command: GO_BUILD };
      assert.equal(await accountOf("go", { ...asked, environment: { PATH, HOME, ...environment } }), undefined);
      assert.equal(
        await accountOf("go", { ...asked, command: `${GO_BUILD} && true`, environment: { PATH, HOME } }),
        undefined,
      );
    });
  }

  /** The output that Cargo leaves for the default command's platform. That platform may not be installed here. */
  function built(project: TestProject): string {
    const target = join(project.directory, "target");
    execFileSync("cargo", ["build", "--offline", "--bin", "edge", "--release"], {
      cwd: project.directory,
      stdio: "pipe",
    });
    mkdirSync(join(target, "wasm32-wasip1"), { recursive: true });
    rmSync(join(target, "wasm32-wasip1/release"), { recursive: true, force: true });
    symlinkSync("../release", join(target, "wasm32-wasip1/release"));
    return target;
  }
  const crates: [
    title: string,
    files: Record<string, string>,
    account: string[] | undefined,
    env?: Record<string, string>,
  ][] = [
    ["crates by paths and files of other directories", {}, ["app", "app/src", "libs/x", "libs/x/src", "texts"]],
    ["a build script", { "app/build.rs": "fn main() {}\n" }, undefined],
    ["a build script of a dependency", { "libs/x/build.rs": "fn main() {}\n" }, undefined],
    [
      "a macro that runs while it is compiled",
      {
        "libs/x/Cargo.toml": `${RUST_CRATE["libs/x/Cargo.toml"]}\n[dependencies]\nm = { path = "../m" }\n`,
        "libs/m/Cargo.toml": '[package]\nname = "m"\nversion = "0.1.0"\nedition = "2021"\n\n[lib]\nproc-macro = true\n',
        "libs/m/src/lib.rs": "",
      },
      undefined,
    ],
    ["settings that run another program", { ".cargo/config.toml": '[build]\nrustc-wrapper = "env"\n' }, undefined],
    [
      "settings that do not",
      { ".cargo/config.toml": "[build]\njobs = 1\n" },
      ["app", "app/src", "libs/x", "libs/x/src", "texts"],
    ],
    ["flags of the compiler", {}, undefined, { RUSTFLAGS: "-C debuginfo=0" }],
  ];
  for (const [title, files, account, variables = {}] of crates) {
    it(`of Cargo with ${title} is ${account === undefined ? "not used" : "complete"}`, async function () {
      if (!has("cargo", "--version")) {
        console.log("      skipped: Cargo is not on PATH");
        return this.skip();
      }
      const { project, top } = repository({ ...RUST_CRATE, ...files });
      const target = built(project);
      const { PATH = "", HOME = "" } = process.env;
      const environment = { PATH, HOME, ...variables };
      const asked = { directory: project.directory, root: top, command: RUST_BUILD, environment, target };
      assert.deepEqual(await accountOf("rust", asked), account);
      assert.equal(await accountOf("rust", { ...asked, command: `${RUST_BUILD} -v` }), undefined);
    });
  }
});
