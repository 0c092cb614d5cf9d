import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { isPath, parsePath } from "../../local/engine/propertyPath";
import { findOnPath } from "../../local/onPath";
import { configKey, configPath, howToSet, inShell } from "../../sdk/errors/commands";

const NAME = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."ab.[]\"\\:'* -") }).filter((name) => name !== "*"),
  fc.string(),
);

describe("the path of a value in the configuration", () => {
  it("leads to the value, whatever the names are, or there is none", () => {
    let without = 0;
    fc.assert(
      fc.property(fc.array(NAME, { minLength: 1, maxLength: 4 }), (path) => {
        if (configKey("edge", path) === undefined) {
          without++;
          assert.ok(path.some((name) => /[.[].*\\$/s.test(name)));
        } else {
          assert.deepEqual(parsePath(configPath(path)), path);
          assert.ok(isPath(configPath(path)));
        }
      }),
      { numRuns: 2_000 },
    );
    assert.ok(without < 1_000, String(without));
  });

  it("has words instead for a component with a colon, because Pulumi could not read its own file", () => {
    assert.equal(
      howToSet("a:b", ["backends", "my api", "address"], "<hostname>"),
      'set [backends["my api"].address] to <hostname> in the program',
    );
    assert.equal(
      howToSet("edge", ["a", "b"], "c", true),
      "run: pulumi config set --secret --path 'fastly-compute:edge-secrets.a.b' c",
    );
  });

  for (const text of ["", ".a", "a[", 'a["b"', 'a["b\\"]', "a[x]", "a."]) {
    it(`is not ${text || "empty"}`, () => assert.equal(isPath(text), false));
  }
});

describe("the path of a value in the configuration, on the real CLI", function () {
  this.timeout(60_000);
  const directory = mkdtempSync(join(tmpdir(), "config-path-"));
  after(() => rmSync(directory, { recursive: true, force: true }));

  const pulumi = (command: string) => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", `pulumi ${command}`], {
      cwd: directory,
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        PULUMI_HOME: directory,
        PULUMI_BACKEND_URL: `file://${directory}`,
        PULUMI_CONFIG_PASSPHRASE: "x",
        PULUMI_SKIP_UPDATE_CHECK: "1",
      },
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };

  it("sets the value there, for names with every special character", function () {
    if (findOnPath("pulumi", process.env) === undefined) {
      console.log("      skipped: not on PATH: pulumi");
      this.skip();
    }
    writeFileSync(join(directory, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
    pulumi("stack init dev");
    const names = ['say "hi"', "a\\b", 'a\\"b', "end\\", "a.b", "a]b", "a[b", "it's", "a:b", "1", "ü $HOME `x`"];
    for (const component of ["edge", "my edge", 'my "edge"', "a\\b"]) {
      for (const name of component === "edge" ? names : ["api"]) {
        const [, command = ""] =
          /^run: pulumi (.*)$/s.exec(howToSet(component, ["backends", name, "address"], inShell(name))) ?? [];
        pulumi(command);
      }
      const [key, shown] =
        Object.entries(JSON.parse(pulumi("config --json"))).find(([full]) => full === `fastly-compute:${component}`) ??
        [];
      assert.ok(key !== undefined, component);
      const { backends } = (shown as { objectValue: { backends: Record<string, { address: string | number }> } })
        .objectValue;
      assert.deepEqual(
        Object.entries(backends)
          .map(([name, { address }]) => [name, String(address)])
          .sort(),
        (component === "edge" ? names : ["api"]).map((name) => [name, name]).sort(),
      );
    }
  });
});
