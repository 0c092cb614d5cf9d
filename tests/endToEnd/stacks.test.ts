import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import { removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, type TestStackOptions, testStack } from "../support/stack";
import { fastlyOfEachTest } from "../support/suite";

const MANIFEST = '# The shop.\nmanifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const FILES = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
const PLAIN = 'module.exports = { id: new ComputeService("edge", { directory: "./app" }).serviceId };';
const PER_STACK = PLAIN.replace('"./app"', '"./app", environment: pulumi.getStack()');

describeOnEachEngine("several stacks of one code base", function (engine) {
  this.timeout(120_000);
  const fastly = fastlyOfEachTest();
  after(removeProjects);

  const open = (options: Partial<TestStackOptions>): Promise<TestStack> =>
    testStack({ files: FILES, program: PLAIN, fastly, engine, ...options });

  async function up(test: TestStack): Promise<string> {
    const { ok, text, outputs } = await test.show("up");
    assert.ok(ok, text);
    return String(outputs.id);
  }

  it("have one package, and a file and a service each, with environment: pulumi.getStack()", async () => {
    const staging = await open({ stack: "staging", program: PER_STACK });
    const prod = await open({ stack: "prod", program: PER_STACK, directory: staging.directory, files: {} });
    const ids = { staging: await up(staging), prod: await up(prod) };

    assert.equal(staging.read("app/fastly.toml"), MANIFEST);
    assert.equal(staging.read("app/fastly.staging.toml"), `service_id = "${ids.staging}"\n`);
    assert.equal(staging.read("app/fastly.prod.toml"), `service_id = "${ids.prod}"\n`);
    const services = fastly.services();
    assert.deepEqual(services.map(({ name }) => name).sort(), ["shop-prod", "shop-staging"]);
    const hashes = services.map(({ versions }) => versions[0]?.package?.metadata.files_hash);
    assert.equal(hashes[0], hashes[1]);

    fastly.clearRequests();
    await up(staging);
    await up(prod);
    assert.deepEqual(staging.writes(), []);
  });

  it("cannot share a service without an environment: the second stack is refused in preview", async () => {
    const first = await open({ stack: "staging" });
    const id = await up(first);
    const second = await open({ stack: "prod", directory: first.directory, files: {} });
    fastly.clearRequests();
    const { ok, text } = await second.show("preview");
    assert.equal(ok, false);
    assert.match(
      text,
      new RegExp(`would create a service, but app/fastly\\.toml already names the existing service ${id} \\("shop"\\)`),
    );
    assert.match(text, /environment: pulumi\.getStack\(\)[\s\S]*existingService: "ignore"/);
    assert.equal((await second.show("up")).ok, false);
    assert.deepEqual(second.writes(), []);
  });

  it("get an error that names the environment's file, without advice that they already follow", async () => {
    const other = await open({ project: "other", program: PLAIN.replace('"./app"', '"./app", serviceName: "other"') });
    const id = await up(other);
    const files = { ...FILES, "app/fastly.prod.toml": `service_id = "${id}"\n` };
    const { text } = await (await open({ stack: "prod", program: PER_STACK, files })).show("preview");
    assert.match(
      text,
      new RegExp(`a service, but app/fastly\\.prod\\.toml already names the existing service ${id} \\("other"\\)`),
    );
    assert.match(text, /Choose one of:\s+\{ existingService: "adopt" \}/);
  });

  it("can have a second service on request, which does not change the id in the file", async () => {
    const first = await open({ stack: "main" });
    const id = await up(first);
    const program = PLAIN.replace('"./app"', '"./app", existingService: "ignore", serviceName: "shop-pr-1"');
    const second = await open({ stack: "pr-1", directory: first.directory, files: {}, program });
    const { ok, text } = await second.show("up");
    assert.ok(ok, text);
    assert.match(text, /This stack deploys the service \w+, but app\/fastly\.toml names another one/);
    assert.ok(first.read("app/fastly.toml").includes(`service_id = "${id}"`));
    assert.equal(fastly.services().length, 2);
  });

  it("do not change an environment file that only has [local_server]", async () => {
    const test = await open({
      files: { ...FILES, "app/fastly.dev.toml": '[local_server.backends.a]\nurl = "http://localhost"\n' },
    });
    const id = await up(test);
    assert.equal(fastly.service(id).name, "shop");
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${id}"`));
    assert.ok(!test.read("app/fastly.dev.toml").includes("service_id"));
  });

  it("restore their id in a fresh checkout, without a change at Fastly", async () => {
    const test = await open({});
    const id = await up(test);
    test.write("app/fastly.toml", MANIFEST);
    fastly.clearRequests();
    assert.equal(await up(test), id);
    assert.ok(test.read("app/fastly.toml").includes(`service_id = "${id}"`));
    assert.deepEqual(test.writes(), []);
  });

  it("warn when the file names another existing service, and do not change it", async () => {
    const other = await open({ project: "other", program: PLAIN.replace('"./app"', '"./app", serviceName: "other"') });
    const otherId = await up(other);
    const test = await open({});
    const id = await up(test);
    test.edit("app/fastly.toml", id, otherId);
    const { ok, text } = await test.show("up");
    assert.ok(ok, text);
    assert.match(
      text,
      new RegExp(`This stack deploys the service ${id}, but app/fastly\\.toml names another one, ${otherId}`),
    );
    assert.ok(test.read("app/fastly.toml").includes(otherId));
  });
});
