import assert from "node:assert/strict";
import fs, { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ComputeError } from "../../sdk/errors";
import { DiagnosticsError } from "../../sdk/errors/diagnostics";
import { findManifests, loadManifest } from "../../sdk/manifest";

let directory: string;

function write(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

function failure(act: () => unknown): ComputeError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ComputeError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

describe("a project's manifests", () => {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "manifest-"));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  describe("when they are loaded", () => {
    it("include their warnings", () => {
      const { manifest, warnings } = loadManifest(
        write("fastly.toml", 'manifest_version = 3\nNmae = "a"\n'),
        "app/fastly.toml",
      );
      assert.equal(manifest.file, "app/fastly.toml");
      assert.deepEqual(warnings, [
        {
          severity: "warning",
          code: "manifest-key-unread",
          facts: { keys: ["Nmae"], fix: 'Did you mean "name"?' },
          message: 'Unknown key "Nmae"',
          remedy: 'Did you mean "name"?',
          file: "app/fastly.toml",
          line: 2,
          key: "Nmae",
        },
      ]);
    });

    it("cause one error with all mistakes", () => {
      const error = failure(() =>
        loadManifest(write("fastly.toml", "name = 1\nauthors = 2\nNAMF = 1\n"), "fastly.toml"),
      );
      assert.ok(error instanceof DiagnosticsError);
      assert.equal(
        error.message,
        `fastly.toml cannot be used: 2 problems [manifest-unusable]
Expected "name" to be a string but got 1 (fastly.toml:1) [manifest-wrong-type]
  Write the value in quotes: name = "1"
Expected "authors" to be a list of strings but got a number (fastly.toml:2) [manifest-wrong-type]
  Put the value in brackets: authors = ["…"]`,
      );
    });

    it("cause an error with the argument and the command when the file is missing", () => {
      const error = failure(() => loadManifest(join(directory, "fastly.toml"), "app/fastly.toml"));
      assert.equal(error.problem, "app/fastly.toml does not exist");
      assert.match(error.remedy, /`directory`.*\n.*run: fastly compute init$/);
    });

    it("cause an error for a directory", () => {
      mkdirSync(join(directory, "fastly.toml"));
      const error = failure(() => loadManifest(join(directory, "fastly.toml"), "fastly.toml"));
      assert.equal(
        error.message,
        "fastly.toml is a directory; a file is needed [manifest-no-file]\nPut a regular fastly.toml at this path. To make one, run: fastly compute init",
      );
    });

    it("cause an error with the system's reason when the file is unreadable", () => {
      const path = write("fastly.toml", "");
      const { openSync } = fs;
      try {
        fs.openSync = () => {
          throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
        };
        const { code, facts } = failure(() => loadManifest(path, "fastly.toml"));
        assert.deepEqual(
          { code, facts },
          { code: "manifest-unreadable", facts: { file: "fastly.toml", reason: "EACCES" } },
        );
      } finally {
        fs.openSync = openSync;
      }
    });

    it("cause an error with the line that is not UTF-8", () => {
      const path = write("fastly.toml", Buffer.from('name = "a"\ndescription = "caf\xe9"\n', "latin1"));
      const { code, facts } = failure(() => loadManifest(path, "fastly.toml"));
      assert.deepEqual({ code, facts }, { code: "manifest-not-utf8", facts: { file: "fastly.toml", line: 2 } });
    });
  });

  describe("when they are searched for", () => {
    beforeEach(() => {
      write("fastly.toml", 'manifest_version = 3\nname = "edge"\nservice_id = "BASE"\n');
    });

    const found = (environment?: string, stack?: string) => {
      const {
        serviceIdFile,
        environment: inForce,
        manifest,
        environmentManifest,
      } = findManifests(directory, environment, stack);
      const file = serviceIdFile.slice(directory.length + 1);
      return { file, inForce, name: manifest.name, id: manifest.serviceId, own: environmentManifest?.name };
    };
    const base = { file: "fastly.toml", inForce: undefined, name: "edge", id: "BASE", own: undefined };

    it("are the base alone without an environment", () => {
      assert.deepEqual(found(), base);
      assert.deepEqual(found(undefined, "dev"), base);
    });

    it("include the environment's file", () => {
      write("fastly.staging.toml", 'name = "edge-staging"\nservice_id = "STAGING"\n');
      assert.deepEqual(found("staging", "dev"), {
        file: "fastly.staging.toml",
        inForce: "staging",
        name: "edge-staging",
        id: "STAGING",
        own: "edge-staging",
      });
    });

    it("need no file for a new environment: it has no service yet", () => {
      assert.deepEqual(found("prod"), {
        file: "fastly.prod.toml",
        inForce: "prod",
        name: "edge",
        id: undefined,
        own: undefined,
      });
    });

    it("include the stack's file when that has deployment settings", () => {
      write("fastly.dev.toml", '[scripts]\nbuild = "make dev"\n');
      assert.deepEqual(found(undefined, "dev"), { ...base, file: "fastly.dev.toml", inForce: "dev", id: undefined });
    });

    it("leave out the stack's file when that is only for the local server", () => {
      write("fastly.dev.toml", '[local_server.backends.a]\nurl = "http://127.0.0.1"\n');
      assert.deepEqual(found(undefined, "dev"), base);
    });

    it("cause a warning when the environment has no file and another name is almost the same", () => {
      write("fastly.toml", 'manifest_version = 3\nname = "shop"\n');
      write("fastly.staging.toml", 'service_id = "a"\n');
      assert.deepEqual(findManifests(directory, "stagin").warnings, [
        {
          severity: "warning",
          code: "environment-likely-slip",
          facts: { environment: "stagin", likely: "staging" },
          message: 'There is no fastly.stagin.toml for the environment "stagin", so fastly.toml alone counts',
          remedy: 'Did you mean { environment: "staging" }?',
        },
      ]);
      assert.deepEqual(findManifests(directory, "prod").warnings, []);
      assert.deepEqual(findManifests(directory, "staging").warnings, []);
    });

    it("include an environment's file even when that is only for the local server", () => {
      write("fastly.dev.toml", '[local_server.backends.a]\nurl = "http://127.0.0.1"\n');
      assert.deepEqual(found("dev"), { ...base, file: "fastly.dev.toml", inForce: "dev", id: undefined });
    });

    describe("in a project without fastly.toml", () => {
      beforeEach(() => rmSync(join(directory, "fastly.toml"), { force: true }));
      const alone = { file: "fastly.dist.toml", name: "edge-dist", id: "DIST", own: "edge-dist", inForce: "dist" };

      it("are the environment's file alone, as in the Fastly CLI", () => {
        write("fastly.dist.toml", 'manifest_version = 3\nname = "edge-dist"\nservice_id = "DIST"\n');
        assert.deepEqual(found("dist"), alone);
        assert.equal(findManifests(directory, "dist").base.name, "edge-dist");
      });

      it("are the stack's file", () => {
        write("fastly.dist.toml", 'manifest_version = 3\nname = "edge-dist"\nservice_id = "DIST"\n');
        assert.deepEqual(found(undefined, "dist"), alone);
      });

      for (const [environment, stack, missing] of [
        [undefined, "dev", "fastly.toml"],
        [undefined, undefined, "fastly.toml"],
        ["prod", "dev", "fastly.prod.toml"],
      ] as const) {
        it(`cause an error with the existing files instead of ${missing}, for environment ${environment}`, () => {
          write("fastly.dist.toml", 'name = "edge-dist"\n');
          write("fastly.test.toml", 'name = "edge-test"\n');
          const { code, facts, remedy } = failure(() => findManifests(directory, environment, stack));
          assert.deepEqual(
            { code, facts },
            { code: "environment-missing", facts: { file: join(directory, missing), environments: ["dist", "test"] } },
          );
          const [, named = ""] = /\{ environment: "(.*)" \}/.exec(remedy) ?? [];
          assert.equal(found(named).name, `edge-${named}`);
        });
      }

      it("cause an error that asks for a manifest when there is none", () => {
        assert.match(
          failure(() => findManifests(directory)).message,
          /fastly\.toml does not exist \[manifest-missing\]\nSet `directory`/,
        );
        assert.match(
          failure(() => findManifests(join(directory, "fastly.toml"))).message,
          /Set `directory` to the directory of the manifest, not to the manifest itself\.$/,
        );
        // Also for an environment: one does not start with its file.
        assert.match(failure(() => findManifests(directory, "dev")).message, /\/fastly\.toml does not exist/);
      });
    });

    it("have the warnings of both files, and errors under the file's name", () => {
      write("fastly.toml", "[localserver]\n");
      write("fastly.dev.toml", "[local-server]\n");
      const places = findManifests(directory, "dev").warnings.map(({ message, file }) => [
        message,
        file?.slice(directory.length + 1),
      ]);
      assert.deepEqual(places, [
        ['Unknown key "localserver"', "fastly.toml"],
        ['"manifest_version" is missing, so 3 is assumed', "fastly.toml"],
        ['Unknown key "local-server"', "fastly.dev.toml"],
      ]);
      write("fastly.dev.toml", "name = 1\n");
      assert.match(
        failure(() => findManifests(directory, undefined, "dev")).message,
        /fastly\.dev\.toml cannot be used: 1 problem/,
      );
    });

    describe("that are both wrong", () => {
      /** The content of a wrong file, and the lines about it in the error. */
      const WRONG: Record<string, [content: string | Buffer, lines: (file: string) => string[]]> = {
        "a value": [
          'manifest_version = 3\n\n[setup.backends.api]\nport = "443"\n',
          (file) => [
            `Expected "setup.backends.api.port" to be a number but got "443" (${file}:4) [manifest-wrong-type]`,
            "  Write the number without quotes and without a fraction: port = 443",
          ],
        ],
        "two values": [
          "name = 1\nauthors = 2\n",
          (file) => [
            `Expected "name" to be a string but got 1 (${file}:1) [manifest-wrong-type]`,
            '  Write the value in quotes: name = "1"',
            `Expected "authors" to be a list of strings but got a number (${file}:2) [manifest-wrong-type]`,
            '  Put the value in brackets: authors = ["…"]',
          ],
        ],
        "its syntax": [
          'name = "a"\nname = "b"\n',
          (file) => [
            `Not valid TOML: trying to redefine an already defined table or value (${file}:2) [manifest-syntax]`,
            "  Remove one of the two definitions of name.",
          ],
        ],
        "its encoding": [
          Buffer.from('name = "a"\ndescription = "caf\xe9"\n', "latin1"),
          (file) => [
            `${file} is not UTF-8 text (line 2) [manifest-not-utf8]`,
            "  Save the file as UTF-8: TOML requires this encoding.",
          ],
        ],
      };
      for (const [baseWrong, [baseContent, baseLines]] of Object.entries(WRONG)) {
        for (const [ownWrong, [ownContent, ownLines]] of Object.entries(WRONG)) {
          it(`have one error: ${baseWrong} in one, ${ownWrong} in the other`, () => {
            const [base, own] = [write("fastly.toml", baseContent), write("fastly.staging.toml", ownContent)];
            const lines = [...baseLines(base), ...ownLines(own)];
            const expected = [
              `${base} and ${own} cannot be used: ${lines.length / 2} problems [manifest-unusable]`,
              ...lines,
            ].join("\n");
            assert.equal(failure(() => findManifests(directory, "staging")).message, expected);
            assert.equal(failure(() => findManifests(directory, undefined, "staging")).message, expected);
          });
        }
      }
    });

    for (const environment of ["", "../x", "a/b", "a\\b", "a b"]) {
      it(`cannot be for the environment ${JSON.stringify(environment)}`, () => {
        const { code, facts } = failure(() => findManifests(directory, environment));
        assert.deepEqual({ code, facts }, { code: "environment-name", facts: { environment } });
      });
    }

    it("do not include the file of a stack whose name cannot be part of a file name", () => {
      assert.deepEqual(found(undefined, "org/project/dev"), base);
    });
  });
});
