import assert from "node:assert/strict";
import { join } from "node:path";
import { LocalFastly } from "../../local/index";
import { cliConfigPath, storedToken } from "../../sdk/fastly/cliTokens";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { makeProject, removeProjects } from "../support/project";

describe("tokens that the Fastly CLI stored", () => {
  after(removeProjects);

  describe("with the real CLI", () => {
    let fastly: LocalFastly;
    let cli: ReturnType<typeof fastlyCli>;
    before(async function () {
      if (fastlyBinary() === undefined) {
        console.log("      skipped: the Fastly CLI is not installed for this platform (npm package @fastly/cli)");
        this.skip();
      }
      fastly = await LocalFastly.start();
      cli = fastlyCli(fastly);
    });
    after(() => fastly?.stop());

    it("are found in the file that the CLI names: by name, and the default one", async () => {
      const said = await cli(["auth", "add", "work", "--api-token=WORK-0001"]);
      const path = /Token saved to (.*config\.toml)/.exec(said)?.[1] ?? said;
      assert.equal(storedToken(path), "WORK-0001");
      await cli(["auth", "add", "home", "--api-token=HOME-0002"]);
      assert.deepEqual(
        [undefined, "work", "home", "other"].map((name) => storedToken(path, name)),
        ["WORK-0001", "WORK-0001", "HOME-0002", undefined],
      );
      await cli(["auth", "use", "home"]);
      assert.equal(storedToken(path), "HOME-0002");
      assert.ok(path.endsWith(join("fastly", "config.toml")));
      assert.equal(path, cliConfigPath({ HOME: "/", XDG_CONFIG_HOME: join(path, "../..") }, "linux"));
    });
  });

  for (const [title, text, token] of [
    [
      "of an older version, in profiles",
      '[profile.user]\ntoken = "a"\n[profile.ci]\ndefault = true\ntoken = "b"\n',
      "b",
    ],
    ["without a default", '[auth.tokens.user]\ntoken = "a"\n', undefined],
    ["whose default is gone", '[auth]\ndefault = "user"\n', undefined],
    ["that are empty", '[auth]\ndefault = "user"\n[auth.tokens.user]\ntoken = ""\n', undefined],
    ["in a file that is broken", "[auth\n", undefined],
  ] as const) {
    it(`${title}: ${token ?? "none"}`, () => {
      assert.equal(storedToken(join(makeProject({ "config.toml": text }), "config.toml")), token);
    });
  }

  it("are undefined when the CLI was never used", () => {
    assert.equal(storedToken(join(makeProject({}), "config.toml")), undefined);
  });

  for (const [platform, env, path] of [
    ["linux", { HOME: "/home/me" }, "/home/me/.config/fastly/config.toml"],
    ["linux", { HOME: "/home/me", XDG_CONFIG_HOME: "" }, "/home/me/.config/fastly/config.toml"],
    ["linux", { HOME: "/home/me", XDG_CONFIG_HOME: "/xdg" }, "/xdg/fastly/config.toml"],
    ["darwin", { HOME: "/Users/me" }, "/Users/me/Library/Application Support/fastly/config.toml"],
    ["win32", { HOME: "/me", APPDATA: "/me/AppData/Roaming" }, "/me/AppData/Roaming/fastly/config.toml"],
  ] as const) {
    it(`are read from ${path} on ${platform}`, () => {
      assert.equal(cliConfigPath(env, platform), join(path));
    });
  }
});
