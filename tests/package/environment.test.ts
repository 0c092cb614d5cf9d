import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { buildEnvironment, hideSecrets } from "../../sdk/package/environment";
import { hideFragments } from "../../sdk/system/secretTexts";
import { inTemporary, makeDirectory } from "./support";

const request = (
  scripts: { envVars?: string[]; envFile?: string },
  directory = "/",
  environment?: Record<string, string>,
) => ({
  directory,
  scripts: { envVars: [], ...scripts },
  build: { environment },
  manifestName: "app/fastly.toml",
});

describe("buildEnvironment", () => {
  it("passes on variables for finding programs and for toolchains, and nothing else", () => {
    const { places, settings } = buildEnvironment(request({}), {
      PATH: "/bin:/x/node_modules/.bin:/y",
      HOME: "/home/u",
      CARGO_HOME: "/cargo",
      https_proxy: "http://proxy",
      LANG: "C",
      RUSTFLAGS: "-g",
      CARGO_PROFILE_RELEASE_LTO: "true",
      CARGO_REGISTRY_TOKEN: "x",
      NODE_ENV: "production",
      FASTLY_SERVICE_ID: "id",
      FASTLY_API_TOKEN: "x",
      PULUMI_CONFIG: "x",
      AWS_SESSION_TOKEN: "x",
      WT_SESSION: "1",
      npm_config_user_agent: "yarn",
    });
    assert.deepEqual(places, { PATH: "/bin:/y", HOME: "/home/u", CARGO_HOME: "/cargo", https_proxy: "http://proxy" });
    assert.deepEqual(settings, {
      LANG: "C",
      RUSTFLAGS: "-g",
      CARGO_PROFILE_RELEASE_LTO: "true",
      NODE_ENV: "production",
    });
  });

  it(
    "gives build.environment precedence over env_file, env_file over env_vars, and env_vars over the process",
    inTemporary(async (directory) => {
      writeFileSync(join(directory, ".env"), "C=file\nD=file\n");
      const envVars = ["NODE_ENV=vars", "C=vars", "D=vars"];
      const given = request({ envVars, envFile: ".env" }, directory, { D: "environment" });
      assert.deepEqual(buildEnvironment(given, { LANG: "process", NODE_ENV: "process" }).settings, {
        LANG: "process",
        NODE_ENV: "vars",
        C: "file",
        D: "environment",
      });
    }),
  );

  it("passes credentials to a build when the project names them", () => {
    const given = buildEnvironment(request({ envVars: ["FASTLY_API_TOKEN=mine"] }), { FASTLY_API_TOKEN: "x" });
    assert.deepEqual(given.settings, { FASTLY_API_TOKEN: "mine" });
  });

  it(
    "reads no env_file outside of the project",
    inTemporary(async (directory) => {
      const project = makeDirectory(directory, "app");
      writeFileSync(join(directory, "secret"), "A=1");
      symlinkSync("../secret", join(project, "link"));
      for (const envFile of ["../secret", "link", "/proc/self/environ"]) {
        assert.throws(() => buildEnvironment(request({ envFile }, project), {}), {
          code: "env-file-outside",
          facts: { file: envFile, manifest: "app/fastly.toml" },
        });
      }
    }),
  );

  it(
    "allows comments, blank lines, quotes and CRLF in the env_file",
    inTemporary(async (directory) => {
      writeFileSync(join(directory, ".env"), "\uFEFF# comment\r\n\r\nA=1\r\n  B=\"two words\"  \nC='x=y'\nD=\n");
      assert.deepEqual(buildEnvironment(request({ envFile: ".env" }, directory), {}).settings, {
        A: "1",
        B: "two words",
        C: "x=y",
        D: "",
      });
    }),
  );

  it(
    "names each wrong line of the env_file, but does not show its text",
    inTemporary(async (directory) => {
      writeFileSync(join(directory, ".env"), "A=1\nhunter2\n=x\n");
      assert.throws(() => buildEnvironment(request({ envFile: ".env" }, directory), {}), {
        message: [
          "Cannot read .env: 2 problems [env-unusable]",
          'Expected a line "KEY=VALUE" (.env:2) [env-line-malformed]',
          '  Write the name, "=" and the value on one line. Comments start with "#".',
          'Expected a line "KEY=VALUE" (.env:3) [env-line-malformed]',
          '  Write the name, "=" and the value on one line. Comments start with "#".',
        ].join("\n"),
      });
    }),
  );

  it("names the wrong item of env_vars", () => {
    assert.throws(() => buildEnvironment(request({ envVars: ["A=1", "hunter2"] }), {}), {
      message: [
        "Cannot use app/fastly.toml: 1 problem [env-unusable]",
        'Expected "scripts.env_vars[1]" to be "KEY=VALUE" (app/fastly.toml) [env-line-malformed]',
        '  Write the name, "=" and the value on one line. Comments start with "#".',
      ].join("\n"),
    });
  });

  it("reports a missing env_file", () => {
    assert.throws(() => buildEnvironment(request({ envFile: "none.env" }, "/nowhere"), {}), {
      code: "env-file-unreadable",
      facts: { file: "none.env", manifest: "app/fastly.toml", why: "does not exist" },
    });
  });
});

describe("hideSecrets", () => {
  it("hides values of variables with the names of secrets", () => {
    const hide = hideSecrets({ MY_TOKEN: "abcdefgh", DB_PASSWORD: "12345678", MODE: "production", API_KEY: "short" });
    assert.equal(hide("abcdefgh 12345678 production short abcdefgh"), "[secret] [secret] production short [secret]");
  });

  it("hides each line of a value, and all of a value that begins with another one", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nab==\n-----END KEY-----\n";
    const hide = hideSecrets({ SIGNING_KEY: key, FIRST_TOKEN: "abcdefgh", SECOND_TOKEN: "abcdefghREST", MODE: "MIIE" });
    const printed = `key:\n${key}and abcdefghREST, abcdefgh, xabcdefghRESTy MIIE ${JSON.stringify(key)}`;
    const hidden = printed.split("\n").map(hide).join("\n");
    assert.ok(!/MIIEvQ|ab==|REST|abcd/.test(hidden.replace(/\S*\\nab==\S*/, "")), hidden);
    assert.ok(
      hidden.startsWith("key:\n[secret]\n[secret]\n[secret]\n[secret]\nand [secret], [secret], x[secret]y MIIE "),
    );
    assert.equal(hide("  ab==  "), "  [secret]  ");
    assert.equal(hide("tab== is none"), "tab== is none");
  });

  it("hides values in the form of a secret, whatever their names, and a URL's password alone too", () => {
    const hide = hideSecrets({
      DATABASE: "postgres://shop:pass-of-shop@db/x",
      AWS: "AKIAABCDEFGHIJKLMNOP",
      N: "production",
    });
    assert.equal(
      hide("to postgres://shop:pass-of-shop@db/x, pass-of-shop, AKIAABCDEFGHIJKLMNOP production"),
      "to [secret], [secret], [secret] production",
    );
  });

  it("hides overlapping secrets, and nothing else", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 3, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 5 }),
        fc.string({ unit: fc.constantFrom("a", "b", "c", " "), maxLength: 30 }),
        (secrets, text) => {
          const covered = Array.from(text, (_, i) =>
            secrets.some((secret) =>
              Array.from(secret, (_, k) => i - k).some((at) => at >= 0 && text.startsWith(secret, at)),
            ),
          );
          const shown = Array.from(text, (letter, i) => (covered[i] ? "" : letter)).join("");
          assert.equal(hideFragments(text, secrets).replaceAll("[secret]", ""), shown);
        },
      ),
    );
  });
});
