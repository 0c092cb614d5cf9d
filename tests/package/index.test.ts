import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs, {
  chmodSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { archivePath, type PackageRequest } from "../../sdk/package";
import { writeArchive } from "../../sdk/package/archive";
import { readArchive } from "../../sdk/package/readArchive";
import { emptyWasm, failure, git, makeProject, removeProjects, type TestProject } from "./project";
import { fastly } from "./support";

const noScript = { scripts: { envVars: [] } };
const manifestText = 'manifest_version = 3\nname = "app"\n';
const sha512 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha512")).digest("hex");

function wasmProject(defaults: Partial<PackageRequest> = {}): TestProject {
  const project = makeProject({ ...noScript, ...defaults });
  project.write("bin/main.wasm", emptyWasm);
  return project;
}

describe("archivePath", () => {
  it("is known before the build", () => {
    assert.equal(archivePath("/work/app", "My App"), "/work/app/pkg/My-App.tar.gz");
  });
});

describe("makePackage", () => {
  afterEach(removeProjects);

  it("packs the binary and the given manifest under a valid name", async () => {
    const project = wasmProject({ name: "My App" });
    project.write("fastly.toml", 'service_id = "is not packed"');
    const made = await project.make();
    assert.deepEqual(made, {
      path: join(project.directory, "pkg/My-App.tar.gz"),
      name: "My-App",
      filesHash: sha512(emptyWasm, manifestText),
      size: statSync(join(project.directory, "pkg/My-App.tar.gz")).size,
      built: false,
    });
    assert.deepEqual(await readArchive(made?.path ?? ""), {
      files: [
        { name: "My-App/bin/main.wasm", size: 8 },
        { name: "My-App/fastly.toml", size: 34 },
      ],
      filesHash: made?.filesHash,
    });
    assert.equal(
      fastly(project.parent, "compute", "hash-files", "--package", made?.path ?? "").trim(),
      made?.filesHash,
    );
    fastly(project.parent, "compute", "validate", "--package", made?.path ?? "");
  });

  it("leaves a git repository clean", async () => {
    const project = makeProject();
    project.write(".gitignore", "bin/\npkg/\n");
    git(project.directory, "init");
    git(project.directory, "add", ".");
    git(project.directory, "commit", "-m", "x");
    await project.make({ preview: true });
    git(project.directory, "diff", "--exit-code");
    assert.throws(() => git(project.directory, "ls-files", "--others", "--exclude-standard", "--error-unmatch", "."));
  });

  describe("the archive", () => {
    const stamp = ({ directory }: TestProject) => {
      const { ino, mtimeMs } = statSync(join(directory, "pkg/app.tar.gz"));
      return `${ino} ${mtimeMs}`;
    };
    const cases: [title: string, change: (project: TestProject) => void, written: boolean][] = [
      ["nothing changed", () => undefined, false],
      ["only its time changed", ({ directory }) => utimesSync(join(directory, "pkg/app.tar.gz"), 1, 1), false],
      ["the cache is gone", ({ directory }) => rmSync(join(directory, ".fastly-compute"), { recursive: true }), false],
      ["the binary changed", (project) => project.write("bin/main.wasm", "\0asm1234"), true],
      ["it is gone", ({ directory }) => rmSync(join(directory, "pkg"), { recursive: true }), true],
      ["it is damaged", ({ directory }) => truncateSync(join(directory, "pkg/app.tar.gz"), 50), true],
      ["another one is in its place", (project) => project.write("pkg/app.tar.gz", "x"), true],
    ];
    for (const [title, change, written] of cases) {
      it(`is ${written ? "written" : "not touched"} when ${title}`, async () => {
        const project = wasmProject();
        const first = await project.make();
        change(project);
        const before = project.exists("pkg/app.tar.gz") ? stamp(project) : "";
        const second = await project.make();
        assert.equal(stamp(project) !== before, written);
        assert.equal(second?.filesHash, (await readArchive(first?.path ?? "")).filesHash);
      });
    }

    it("is written when the manifest changed", async () => {
      const project = wasmProject();
      await project.make();
      const made = await project.make({ manifestText: 'name = "other"\n' });
      assert.equal((await readArchive(made?.path ?? "")).filesHash, sha512(emptyWasm, 'name = "other"\n'));
    });

    it("is the same, byte for byte, in another directory with other modes and times", async () => {
      const [one, two] = [wasmProject(), wasmProject()];
      await one.make();
      chmodSync(join(two.directory, "bin/main.wasm"), 0o700);
      utimesSync(join(two.directory, "bin/main.wasm"), 1, 1);
      await two.make();
      assert.deepEqual(two.read("pkg/app.tar.gz"), one.read("pkg/app.tar.gz"));
    });

    it("is refused when two services of a program need different contents", async () => {
      const project = wasmProject();
      project.write("a.txt", "a");
      const both = [project.make(), failure(project.make({ package: { include: ["a.txt"] } }))] as const;
      assert.deepEqual((await Promise.all(both))[1], {
        code: "package-made-twice",
        facts: { path: "pkg/app.tar.gz", manifest: "app/fastly.toml" },
      });
    });

    for (const first of ["the one that is restored", "the one that is built"]) {
      it(`is refused when one service restores an earlier package, after ${first}`, async () => {
        const project = wasmProject();
        const { filesHash = "" } = (await project.make()) ?? {};
        project.write("bin/main.wasm", Buffer.concat([emptyWasm, Buffer.from([0, 1, 0])]));
        await project.make();
        const restored = () => project.make({ package: { fromHash: filesHash } });
        const makes = first.includes("restored") ? [restored, project.make] : [project.make, restored];
        const [one, two] = makes.map((make) => make());
        assert.equal((await failure(two as Promise<unknown>)).code, "package-made-twice");
        await one;
        const [same] = await Promise.all([restored(), restored()]);
        assert.equal(same?.filesHash, filesHash);
      });
    }
  });

  // A file instead of a directory: root may write everywhere.
  for (const place of ["pkg", "bin", ".fastly-compute/packages"]) {
    it(`says that it cannot write there: ${place}`, async () => {
      const project = place === "bin" ? makeProject() : wasmProject();
      project.write("src/main.txt", "1");
      project.write(place, "");
      assert.equal((await failure(project.make())).code, "project-read-only");
    });
  }

  // The cache's directory is made first, and then packages are copied into it.
  for (const call of ["mkdirSync", "copyFileSync"] as const) {
    it(`says that the disk is full: ${call}`, async () => {
      const project = wasmProject();
      const { [call]: original } = fs;
      fs[call] = () => {
        throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
      };
      try {
        assert.deepEqual(await failure(project.make()), {
          code: "disk-full",
          facts: { reason: "ENOSPC: no space left on device" },
        });
      } finally {
        Object.assign(fs, { [call]: original });
      }
    });
  }

  describe("include", () => {
    it("adds files and directories", async () => {
      const project = wasmProject({ package: { include: ["assets", "./README.md", "assets/b/ü.txt", "."] } });
      project.write("assets/b/ü.txt", "1");
      project.write("assets/a.txt", "2");
      project.write("README.md", "3");
      project.write("fastly.toml", 'service_id = "is not packed"');
      const made = await project.make();
      assert.deepEqual((await readArchive(made?.path ?? "")).files, [
        { name: "app/README.md", size: 1 },
        { name: "app/assets/a.txt", size: 1 },
        { name: "app/assets/b/ü.txt", size: 1 },
        { name: "app/bin/main.wasm", size: 8 },
        { name: "app/fastly.toml", size: 34 },
        { name: "app/src/main.txt", size: 3 },
      ]);
      assert.equal(
        fastly(project.parent, "compute", "hash-files", "--package", made?.path ?? "").trim(),
        made?.filesHash,
      );
      project.write("assets/a.txt", "4");
      assert.notEqual((await project.make())?.filesHash, made?.filesHash);
    });

    it("has the manifests of environments without their service_id, which an up writes", async () => {
      const project = wasmProject({ package: { include: ["."] } });
      project.write("fastly.prod.toml", 'name = "prod"\n');
      const before = await project.make();
      project.write("fastly.prod.toml", 'name = "prod"\nservice_id = "PROD"\n');
      project.write("fastly.staging.toml", 'service_id = "STAGING"\n');
      const after = await project.make();
      assert.equal(after?.filesHash, before?.filesHash);
      const { files } = await readArchive(after?.path ?? "");
      assert.deepEqual(
        files.filter(({ name }) => name.endsWith(".toml")),
        [
          { name: "app/fastly.prod.toml", size: 14 },
          { name: "app/fastly.toml", size: 34 },
        ],
      );
    });

    it("refuses a file whose name is not UTF-8", async () => {
      const project = wasmProject({ package: { include: ["data"] } });
      project.write("data/a.txt", "");
      const name = Buffer.concat([Buffer.from(join(project.directory, "data/caf")), Buffer.from([0xe9])]);
      fs.writeFileSync(name, "");
      assert.deepEqual(await failure(project.make()), {
        code: "include-unfit",
        facts: { path: "data/caf\ufffd", is: "unreadable" },
      });
    });

    it("leaves out pkg and node_modules at the top level only, and only if they are not named", async () => {
      const project = wasmProject({ package: { include: ["."] } });
      for (const file of ["pkg/lib.go", "node_modules/a.js", "assets/pkg/b", "assets/node_modules/c", ".git/x"]) {
        project.write(file, "");
      }
      const names = async (include: string[]) => {
        const made = await project.make({ package: { include } });
        return (await readArchive(made?.path ?? "")).files.map(({ name }) => name.replace("app/", ""));
      };
      const nested = ["assets/node_modules/c", "assets/pkg/b", "bin/main.wasm", "fastly.toml"];
      assert.deepEqual(await names(["."]), [...nested, "src/main.txt"]);
      assert.deepEqual(await names(["assets", "node_modules"]), [...nested, "node_modules/a.js"]);
    });

    const outside = "outside";
    const link = "a link";
    const refused: [path: string, named: string, is: string][] = [
      ["../secret", "../secret", outside],
      ["a/../../secret", "a/../../secret", outside],
      ["/etc/hosts", "/etc/hosts", outside],
      ["none", "none", "missing"],
      ["pipe", "pipe", "no file"],
      ["link", "link", link],
      ["linked/file", "linked/file", link],
      ["links", "links/inner", link],
    ];
    for (const [path, named, is] of refused) {
      it(`refuses ${path}, which is ${is}`, async () => {
        const project = wasmProject({ package: { include: [path] } });
        writeFileSync(join(project.parent, "secret"), "x");
        mkdirSync(join(project.parent, "other"));
        writeFileSync(join(project.parent, "other/file"), "x");
        symlinkSync("../secret", join(project.directory, "link"));
        symlinkSync("../other", join(project.directory, "linked"));
        mkdirSync(join(project.directory, "links"));
        symlinkSync("../bin/main.wasm", join(project.directory, "links/inner"));
        execFileSync("mkfifo", [join(project.directory, "pipe")]);
        assert.deepEqual(await failure(project.make()), { code: "include-unfit", facts: { path: named, is } });
        assert.equal(project.exists("pkg/app.tar.gz"), false);
      });
    }
  });

  describe("limits", () => {
    it("refuses contents of more than 100 MB", async () => {
      const project = wasmProject();
      truncateSync(join(project.directory, "bin/main.wasm"), 100_000_000);
      assert.deepEqual(await failure(project.make()), {
        code: "package-contents-too-large",
        facts: { manifest: "app/fastly.toml", bytes: 100_000_034, limit: 100_000_000 },
      });
      assert.equal(project.exists("pkg/app.tar.gz"), false);
    });
  });

  describe("a prebuilt package", () => {
    it("may be a Wasm binary, which is packed without a build", async () => {
      const project = makeProject({ package: { path: "../other.wasm" } });
      writeFileSync(join(project.parent, "other.wasm"), emptyWasm);
      const made = await project.make();
      assert.equal(made?.filesHash, sha512(emptyWasm, manifestText));
      assert.equal(made?.path, join(project.directory, "pkg/app.tar.gz"));
      assert.equal(project.builds(), 0);
    });

    it("may be an archive, which is deployed unchanged", async () => {
      const made = await wasmProject().make();
      const project = makeProject({ package: { path: made?.path } });
      assert.deepEqual(await project.make(), made);
      assert.equal(project.exists("pkg"), false);
    });

    it("may be an archive in a read-only directory", async () => {
      const made = await wasmProject().make();
      const project = makeProject({ package: { path: made?.path } });
      // A file instead of the cache's directory: root may write everywhere.
      project.write(".fastly-compute", "");
      assert.deepEqual(await project.make(), made);
      assert.equal((await failure(project.make({ package: {} }))).code, "project-read-only");
    });

    it("may be an archive of the Fastly CLI", async () => {
      const project = makeProject({ package: { path: "pkg/cli.tar.gz" } });
      project.write("x.wasm", emptyWasm);
      project.write("fastly.toml", 'manifest_version = 3\nname = "cli"\n');
      fastly(project.directory, "compute", "pack", "-w", "x.wasm");
      const printed = fastly(project.directory, "compute", "hash-files", "--package", "pkg/cli.tar.gz").trim();
      assert.equal((await project.make())?.filesHash, printed);
    });

    it("must have the expected hash", async () => {
      const project = wasmProject();
      const filesHash = (await project.make())?.filesHash ?? "";
      const expecting = (expectHash: string) => project.make({ package: { path: "pkg/app.tar.gz", expectHash } });
      assert.equal((await expecting(filesHash.toUpperCase()))?.filesHash, filesHash);
      assert.deepEqual(await failure(expecting("abc")), {
        code: "package-hash-unexpected",
        facts: {
          manifest: "app/fastly.toml",
          hash: filesHash,
          expected: "abc",
          path: join(project.directory, "pkg/app.tar.gz"),
        },
      });
    });

    const path = "a.tar.gz";
    const manifest = "app/fastly.toml";
    const refused: [title: string, content: Uint8Array | string | undefined, code: string, facts: object][] = [
      ["is missing", undefined, "package-path-unreadable", { manifest, path, why: "does not exist" }],
      ["is a text", "text", "package-path-unfit", { manifest, path }],
      ["is damaged", Buffer.from("1f8b0800", "hex"), "archive-damaged", { path, reason: "unexpected end of file" }],
    ];
    for (const [title, content, code, facts] of refused) {
      it(`is refused when it ${title}`, async () => {
        const project = makeProject({ package: { path: "a.tar.gz" } });
        if (content !== undefined) {
          project.write("a.tar.gz", content);
        }
        assert.deepEqual(await failure(project.make()), { code, facts });
      });
    }

    for (const missing of ["fastly.toml", "main.wasm"]) {
      it(`is refused when it is an archive without ${missing}`, async () => {
        const project = makeProject({ package: { path: "a.tar.gz" } });
        const files = ["fastly.toml", "main.wasm"].filter((name) => name !== missing);
        await writeArchive(
          files.map((name) => ({ name: `app/${name}`, content: emptyWasm })),
          join(project.directory, "a.tar.gz"),
          join(project.directory, "tmp"),
        );
        assert.deepEqual(await failure(project.make()), {
          code: "archive-incomplete",
          facts: { path: "a.tar.gz", missing },
        });
      });
    }
  });
});
