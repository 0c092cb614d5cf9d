import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../sdk/local";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, type TestStackOptions, testStack } from "../support/stack";

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const PROGRAM = 'new ComputeService("edge", { directory: "./app" });';

/** Everything that a user may get wrong: what the run says, all of it and once. */
const CASES: { title: string; files: Record<string, string | Buffer>; says: string | RegExp }[] = [
  {
    title: "a directory without a manifest",
    files: { "app/readme.txt": "" },
    says: /app\/fastly\.toml does not exist\n *Set `directory`/,
  },
  {
    title: "a manifest that is no TOML",
    files: { "app/fastly.toml": `${MANIFEST}authors = [\n` },
    says: /app\/fastly\.toml:\d/,
  },
  {
    title: "a build command that fails, with the last lines of its output",
    files: { "app/fastly.toml": `${MANIFEST}[scripts]\nbuild = "echo compiling; echo no such module >&2; exit 3"\n` },
    says: /exit(ed|s)?.* 3[\s\S]*no such module/,
  },
  {
    title: "a build that leaves no Wasm",
    files: { "app/fastly.toml": `${MANIFEST}[scripts]\nbuild = "true"\n` },
    says: /bin\/main\.wasm/,
  },
  {
    title: "a file that is not Wasm",
    files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": "#!/bin/sh\n" },
    says: /bin\/main\.wasm.*not.*(Wasm|WebAssembly)/,
  },
  {
    title: "a log endpoint without settings",
    files: {
      "app/fastly.toml": `${MANIFEST}[setup.log_endpoints.access]\nprovider = "S3"\n`,
      "app/bin/main.wasm": TINY_WASM,
    },
    says: /The log endpoint "access" \(Amazon S3\) lacks bucketName/,
  },
];

describe("bad input", function () {
  this.timeout(120_000);
  let fastly: LocalFastly;
  before(async () => {
    fastly = await LocalFastly.start();
  });
  after(async () => {
    await fastly.stop();
    removeProjects();
  });

  const open = (options: Partial<TestStackOptions>): Promise<TestStack> =>
    testStack({ files: {}, program: PROGRAM, fastly, ...options });

  /** The error messages that a person sees under Diagnostics. */
  function messages(text: string): string[] {
    return text
      .slice(text.indexOf("Diagnostics:"))
      .split("\n")
      .filter((line) => line.includes("error:") && !/error: (preview|update) failed$/.test(line));
  }

  function assertCleanFailure(run: { ok: boolean; exitCode: number; text: string }, says: string | RegExp): void {
    assert.equal(run.ok, false, run.text);
    assert.notEqual(run.exitCode, 0);
    assert.match(run.text, new RegExp(says));
    assert.equal(messages(run.text).length, 1, run.text);
    assert.doesNotMatch(run.text, /at .*\.[jt]s:\d+|unhandled|promises were still active/i);
  }

  for (const { title, files, says } of CASES) {
    it(`${title} is one error in preview and in up, and nothing is made`, async () => {
      const test = await open({ files });
      fastly.clearRequests();
      assertCleanFailure(await test.show("preview"), says);
      assertCleanFailure(await test.show("up"), says);
      assert.deepEqual(test.writes(), []);
      if (files["app/fastly.toml"] !== undefined) {
        assert.equal(test.read("app/fastly.toml"), files["app/fastly.toml"]);
      }
      assert.ok(!existsSync(join(test.directory, "app/pkg/shop.tar.gz")));
    });
  }

  it("a build that fails later leaves the deployed service alone", async () => {
    const files = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
    const test = await open({ files, project: "broken", program: PROGRAM.replace("}", ', serviceName: "broken" }') });
    const { ok, text } = await test.show("up");
    assert.ok(ok, text);
    const before = fastly.service("broken");
    fastly.clearRequests();
    test.write("app/bin/main.wasm", "no Wasm");
    assertCleanFailure(await test.show("up"), /is not WebAssembly/);
    assert.deepEqual(test.writes(), []);
    assert.deepEqual(fastly.service("broken"), before);
  });

  it("a package over 100 MB is refused, and one over 50 MB gets a warning", async () => {
    const noise = randomBytes(52_000_000);
    const test = await open({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": Buffer.concat([TINY_WASM, noise]) },
    });
    const large = await test.show("preview");
    assert.ok(large.ok, large.text);
    assert.match(large.text, /warning: The package of app\/fastly\.toml has 52\d{6} bytes/);

    test.write("app/bin/main.wasm", Buffer.concat([TINY_WASM, noise, noise]));
    assertCleanFailure(await test.show("up"), /have 104000062 bytes; the limit is 100000000/);
  });

  it("a service name that is taken is Fastly's word and a remedy; the manifest is untouched", async () => {
    const files = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
    const first = await open({ files, project: "first" });
    assert.ok((await first.up()).ok);
    const second = await open({ files, project: "second" });
    const { ok, text } = await second.show("up");
    assert.equal(ok, false);
    assert.match(text, /No two services can have the same name: set \[serviceName\], or \[environment\]/);
    assert.equal(second.read("app/fastly.toml"), MANIFEST);
    assert.equal(fastly.services().length, 1);
  });

  it("a domain that another service has is Fastly's word and a remedy", async () => {
    const files = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
    const program = (name: string) =>
      `new ComputeService("edge", { directory: "./app", domains: ["www.example.com"], serviceName: "${name}" });`;
    const first = await open({ files, project: "owner", program: program("owner") });
    assert.ok((await first.up()).ok);
    const second = await open({ files, project: "other", program: program("other") });
    const { ok, text } = await second.show("up");
    assert.equal(ok, false);
    assert.match(text, /Remove the domain from the other service first, or choose another one in \[domains\]/);
    assert.equal(second.read("app/fastly.toml"), MANIFEST);
  });
});
