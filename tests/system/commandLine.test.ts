import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { posix, win32 } from "node:path";
import { buildEnvironment } from "../../sdk/package/environment";
import { isInside } from "../../sdk/sources/root";
import { isNoSuchProgram, programLine, programNames, shellLine, variableName } from "../../sdk/system/commandLine";

const VERBATIM = { windowsVerbatimArguments: true };

describe("a command line", () => {
  for (const [what, made, expected] of [
    [
      "of a build on Windows keeps its quotes",
      shellLine('node "my build.js" && echo "done"', "win32"),
      { file: "cmd.exe", args: ["/d", "/s", "/c", '"node "my build.js" && echo "done""'], options: VERBATIM },
    ],
    [
      "of a build elsewhere is one argument of sh",
      shellLine('node "my build.js"', "linux"),
      { file: "sh", args: ["-c", 'node "my build.js"'], options: {} },
    ],
    [
      "of a program on Windows uses the shell, because npm is no program there",
      programLine("npm", ["--version"], "win32"),
      { file: "cmd.exe", args: ["/d", "/s", "/c", '"npm --version"'], options: VERBATIM },
    ],
    [
      "of a program on Windows has quotes around arguments with spaces",
      programLine("C:\\Program Files\\Go\\bin\\go.exe", ["list", "-json=Dir,Name", "a & b"], "win32"),
      {
        file: "cmd.exe",
        args: ["/d", "/s", "/c", '""C:\\Program Files\\Go\\bin\\go.exe" list -json=Dir,Name "a & b""'],
        options: VERBATIM,
      },
    ],
    [
      "of a program elsewhere does not change",
      programLine("go", ["a b"], "darwin"),
      { file: "go", args: ["a b"], options: {} },
    ],
  ] as const) {
    it(what, () => {
      assert.deepEqual(made, expected);
    });
  }

  it("works on this system", () => {
    const { file, args, options } = programLine(process.execPath, ["-p", "1 + 1"]);
    assert.equal(execFileSync(file, args, { ...options, encoding: "utf8" }).trim(), "2");
  });

  it("has another exit code in each shell when the program is missing", () => {
    assert.deepEqual(
      [
        isNoSuchProgram(9009, "win32"),
        isNoSuchProgram(127, "win32"),
        isNoSuchProgram(127, "linux"),
        isNoSuchProgram(null),
      ],
      [true, false, true, false],
    );
  });

  it("names programs with file endings on Windows", () => {
    assert.deepEqual(programNames("npm", "win32"), ["npm", "npm.exe", "npm.cmd", "npm.bat"]);
    assert.deepEqual(programNames("npm", "linux"), ["npm"]);
  });
});

describe("the variables of a build on Windows", () => {
  it("have one spelling each, so that there are no two paths", () => {
    const request = { directory: ".", scripts: { envVars: [] }, manifestName: "fastly.toml" };
    const { places } = buildEnvironment(request, { Path: "C:\\bin", SystemRoot: "C:\\Windows" }, "win32");
    assert.deepEqual(places, { PATH: "C:\\bin", SYSTEMROOT: "C:\\Windows" });
    assert.equal(variableName("http_proxy", "linux"), "http_proxy");
  });
});

describe("a path", () => {
  for (const [kind, path, directory, expected] of [
    [posix, "/work/app", "/work", true],
    [posix, "/work/App", "/work/app", false],
    [posix, "/workshop", "/work", false],
    [posix, "/work", "/", true],
    [win32, "c:\\Work\\app", "C:\\work", true],
    [win32, "C:\\workshop", "C:\\work", false],
    [win32, "D:\\work", "C:\\work", false],
    [win32, "C:\\work", "C:\\", true],
  ] as const) {
    it(`${path} is ${expected ? "inside" : "outside"} of ${directory}`, () => {
      assert.equal(isInside(path, directory, kind), expected);
    });
  }
});
