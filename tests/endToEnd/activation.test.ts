import assert from "node:assert/strict";
import { activeVersion, type Service } from "../../local/api";
import { MANIFEST, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, testStack } from "../support/stack";

const OTHER_WASM = Buffer.concat([TINY_WASM, Buffer.from([0, 1, 0])]);
const program = (args: string) =>
  `const edge = new ComputeService("edge", { directory: "./app", ${args} });
   module.exports = { hash: edge.packageHash, version: edge.activeVersion };`;

describe("a new version", function () {
  this.timeout(120_000);
  let test: TestStack;
  beforeEach(async () => {
    test = await testStack({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM },
      program: program(""),
    });
  });
  afterEach(() => test.stop());
  after(removeProjects);

  const service = (): Service => test.fastly.service("shop");
  const hashes = () => service().versions.map((version) => version.package?.metadata.files_hash);

  /** Runs the program with these arguments. Returns its text and its changes at Fastly. */
  async function up(args: string): Promise<{ text: string; writes: string[] }> {
    const index = test.read("index.js");
    test.write("index.js", index.replace(/directory: "\.\/app",.*\}\);/, `directory: "./app", ${args} });`));
    test.fastly.clearRequests();
    const { ok, text } = await test.show("up");
    assert.ok(ok, text);
    return { text, writes: test.writes() };
  }

  it("stays a draft with activate: false, until an up with activate: true", async () => {
    await up("activate: false");
    assert.equal(activeVersion(service()), undefined);
    assert.ok(service().versions[0]?.package);
    assert.deepEqual((await up("activate: false")).writes, []);
    assert.deepEqual((await up("activate: true")).writes, [
      "PUT /service/ID/version/1",
      "PUT /service/ID/version/1/activate",
    ]);
    assert.equal(activeVersion(service())?.number, 1);

    test.write("app/bin/main.wasm", OTHER_WASM);
    await up("activate: false");
    assert.deepEqual(
      service().versions.map(({ active }) => active),
      [true, false],
    );
    await up("activate: true");
    assert.equal(activeVersion(service())?.number, 2);
  });

  it("goes to the staging network with stage: true, while the live one keeps serving", async () => {
    await up("");
    test.write("app/bin/main.wasm", OTHER_WASM);
    await up("stage: true");
    assert.deepEqual(
      service().versions.map(({ active, staging }) => [active, staging]),
      [
        [true, false],
        [false, true],
      ],
    );
    await up("");
    assert.equal(activeVersion(service())?.number, 2);
  });

  it("has a comment, and a change of the comment alone makes no new version", async () => {
    await up('versionComment: "commit 1"');
    const { writes } = await up('versionComment: "commit 2"');
    assert.deepEqual(writes, ["PUT /service/ID/version/1"]);
    assert.deepEqual(
      service().versions.map(({ comment }) => comment.replace(/[0-9a-f]{12}/, "DIGEST")),
      ["commit 2 [shop/dev/edge, configuration DIGEST]"],
    );
  });

  it("can reuse the package of an earlier version, or one by its hash, without a build", async () => {
    await up("");
    test.write("app/bin/main.wasm", OTHER_WASM);
    await up("");
    const [first, second] = hashes();
    assert.notEqual(first, second);

    await up("package: { fromVersion: 1 }");
    assert.deepEqual(hashes(), [first, second, first]);
    assert.equal(activeVersion(service())?.number, 3);
    assert.deepEqual((await up("package: { fromVersion: 1 }")).writes, []);
    await up(`package: { fromHash: "${second}" }`);
    assert.deepEqual(hashes(), [first, second, first, second]);
    assert.deepEqual((await up("")).writes, []);

    const { ok, text } = await (async () => {
      test.edit("index.js", "directory:", 'package: { fromHash: "abc" }, directory:');
      return test.show("preview");
    })();
    assert.equal(ok, false);
    assert.match(
      text,
      new RegExp(
        `The package abc… is not in \\.fastly-compute/packages beside app/fastly\\.toml, which has ${second?.slice(0, 12)}…, ${first?.slice(0, 12)}… \\[package-not-kept\\]\\s+Check out the commit`,
      ),
    );
  });

  it("fails the run while the service does not answer as [verify] says", async () => {
    const args = 'domains: ["shop.invalid"], generatedDomain: false, verify: { path: "/health", timeoutSeconds: 1 }';
    test.edit("index.js", '"./app", ', `"./app", ${args}, `);
    assert.ok((await test.show("preview")).ok);
    const { ok, text } = await test.show("up");
    assert.equal(ok, false, text);
    assert.match(
      text,
      /The declared version is active, but http:\/\/shop\.invalid\.localhost:\d+\/health (answers 503|does not answer \(.*\)) instead of 200 after 1 seconds/,
    );
    assert.ok(test.read("app/fastly.toml").includes(service().id));
  });

  it("cannot be both live and staged", async () => {
    test.edit("index.js", '"./app", ', '"./app", activate: true, stage: true');
    assert.match(
      (await test.show("preview")).text,
      /\[activate\] and \[stage\] cannot both be true \[activate-and-stage\]/,
    );
  });
});
