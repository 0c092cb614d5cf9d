import assert from "node:assert/strict";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderMarkdown } from "../../local/index";
import { ComputeService } from "../../sdk";
import { withoutSummary } from "../support/diagnostics";
import { localStack } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { makeProject, TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const HEAD = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const CANARY = '{ "key": "CANARY" }';

/**
 * A file outside of the project, in the ways in which a project can name one. `OUT` is a directory beside the project.
 */
const NAMED: [how: string, manifest: string, links: Record<string, string>, place: RegExp][] = [
  ["a KV store's file", '[setup.kv_stores.kv]\nfile = "OUT/secret.json"\n', {}, /secret\.json/],
  ["the same by a relative path", '[setup.kv_stores.kv]\nfile = "../NAME/secret.json"\n', {}, /secret\.json/],
  [
    "the same by a link",
    '[setup.kv_stores.kv]\nfile = "link.json"\n',
    { "link.json": "OUT/secret.json" },
    /link\.json/,
  ],
  ["the same by a linked directory", '[setup.kv_stores.kv]\nfile = "d/secret.json"\n', { d: "OUT" }, /d\/secret\.json/],
  ["the same of a process", '[setup.kv_stores.kv]\nfile = "/proc/self/environ"\n', {}, /\/proc\/self\/environ/],
  ["an item's file", '[setup.kv_stores.kv.items.a]\nfile = "OUT/secret.json"\n', {}, /secret\.json/],
  ["an item's by a link", '[setup.kv_stores.kv.items.a]\nfile = "link"\n', { link: "OUT/secret.json" }, /"link"/],
  ["an item's that is not there", '[setup.kv_stores.kv.items.a]\nfile = "../missing"\n', {}, /\.\.\/missing/],
  ["the env_file", '[scripts]\nbuild = "true"\nenv_file = "OUT/env"\n', {}, /env/],
  ["the env_file by a link", '[scripts]\nbuild = "true"\nenv_file = ".env"\n', { ".env": "OUT/env" }, /\.env/],
  ["bin/main.wasm", "", { "bin/main.wasm": "OUT/main.wasm" }, /bin\/main\.wasm/],
  ["bin", "", { bin: "OUT" }, /bin\/main\.wasm/],
];

describe("a file outside of the project", function () {
  this.timeout(240_000);
  const test = stackOfEachTest();
  let outside: string;

  beforeEach(async () => {
    outside = makeProject({ "secret.json": CANARY, env: "A=CANARY\n", "main.wasm": TINY_WASM });
  });

  function project(manifest: string, links: Record<string, string>): void {
    const here = (text: string) => text.replaceAll("OUT", outside).replaceAll("NAME", outside.split("/").at(-1) ?? "");
    writeFileSync(join(test.directory, "fastly.toml"), HEAD + here(manifest));
    for (const [link, target] of Object.entries(links)) {
      mkdirSync(join(test.directory, "bin"), { recursive: true });
      rmSync(join(test.directory, link), { recursive: true, force: true });
      symlinkSync(here(target), join(test.directory, link));
    }
  }

  for (const [how, manifest, links, place] of NAMED) {
    it(`is refused in preview and up where the project names it: ${how}`, async () => {
      project(manifest, links);
      test.declare({});
      for (const operation of ["preview", "up"] as const) {
        const result = await test.run(operation);
        const told = result.errors.join("\n");
        assert.equal(result.ok, false, `${operation} succeeded`);
        assert.match(told, place);
        assert.match(told, /\[env-file-outside\]|\[wasm-link-outside\]|\[kv-file-outside\]/);
        assert.doesNotMatch(told + renderMarkdown(result), /CANARY/);
      }
      assert.deepEqual(test.fastly.services(), []);
    });
  }

  for (const [how, way] of [
    ["by its path", (path: string) => path],
    ["by a link in the project", () => "link.json"],
  ] as const) {
    for (const key of ["edge", "edge-secrets"]) {
      it(`is refused in preview and up where the stack's configuration names it ${how}, in ${key}`, async () => {
        project("[setup.kv_stores.kv]\n", { "link.json": "OUT/secret.json" });
        const file = way(join(outside, "secret.json"));
        const configured = { [`fastly-compute:${key}`]: JSON.stringify({ kvStores: { kv: { file } } }) };
        const stack = localStack({
          program: () => new ComputeService("edge", { directory: test.directory }),
          project: "shop",
          fastly: test.fastly,
          stateDirectory: join(test.directory, ".state"),
          ...(key === "edge" ? { config: configured } : { secretConfig: configured }),
        });
        for (const operation of ["preview", "up"] as const) {
          const result = await stack[operation]();
          assert.equal(result.ok, false, `${operation} succeeded`);
          const errors = withoutSummary(result.errors, stack.engine);
          assert.equal(errors.length, 1);
          assert.match(errors[0] ?? "", /The configuration of .* names the file .* is outside the project's directory/);
          assert.doesNotMatch(result.errors.join("\n") + renderMarkdown(result), /CANARY/);
        }
        assert.deepEqual(test.fastly.services(), []);
      });
    }
  }

  it("is accepted when an argument of the program names it", async () => {
    project("[setup.kv_stores.kv]\n", {});
    const args: Args = {
      kvStores: { kv: { file: join(outside, "secret.json") } },
      package: { path: join(outside, "main.wasm") },
    };
    test.declare(args);
    await test.succeed();
    assert.deepEqual(Object.values(test.fastly.stores().kv), [{ key: "CANARY" }]);
  });

  it("is no file in the project, although a link leads to it or to the project", async () => {
    project('[setup.kv_stores.kv]\nfile = "link.json"\n', {});
    writeFileSync(join(test.directory, "real.json"), '{ "key": "value" }');
    symlinkSync("real.json", join(test.directory, "link.json"));
    const way = `${outside}/way`;
    symlinkSync(test.directory, way);
    test.declare({ directory: way });
    await test.succeed();
    assert.deepEqual(Object.values(test.fastly.stores().kv), [{ key: "value" }]);
  });
});
