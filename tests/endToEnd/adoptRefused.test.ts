import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Args, type InlineStack, inlineStack } from "../support/inlineStack";
import { removeProjects } from "../support/project";

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const domain = (name: string): Args => ({ domains: [name], generatedDomain: false });

describe("adopting a service in place of one that the stack has", function () {
  this.timeout(60_000);
  let test: InlineStack;
  /** The service of another stack, which the manifest names in the end. */
  let other: string;

  beforeEach(async () => {
    test = await inlineStack(MANIFEST);
    const second = test.another({ stack: "second" });
    second.declare({ ...domain("o.example.com"), serviceName: "other", writeServiceId: false });
    await second.succeed();
    other = test.fastly.service("other").id;
  });
  afterEach(() => test.fastly.stop());
  after(removeProjects);

  function adoptTheOther(manifest = MANIFEST): void {
    writeFileSync(join(test.directory, "fastly.toml"), `service_id = "${other}"\n${manifest}`);
    test.declare({ ...domain("o.example.com"), existingService: "adopt", writeServiceId: false });
  }

  const refusal = (held: string) =>
    `ComputeService "edge" cannot adopt ${other} of APP/fastly.toml: the stack has another service in its place, ${held}, which would be deleted`;

  it("is refused after a first run that failed when the service was live, whatever it is called by now", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "PUT", path: /\/activate$/, fault: "lost" });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther(MANIFEST.replace("shop", "store"));
    assert.ok((await test.refused()).includes(refusal(test.fastly.service("shop").id)));
  });

  it("is refused after an update that failed, whatever the service is called by now", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    await test.succeed();
    const renamed = MANIFEST.replace("shop", "store");
    writeFileSync(join(test.directory, "fastly.toml"), renamed);
    test.declare({ ...domain("n.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "POST", path: /\/domain$/, fault: { status: 500 } });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther(renamed);
    assert.ok((await test.refused()).includes(refusal(test.fastly.service("shop").id)));
  });

  it("is refused after a first run that failed before the service had a version", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "PUT", path: /\/version\/1$/, fault: { status: 500 } });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther();
    assert.ok((await test.refused()).includes(refusal(test.fastly.service("shop").id)));
  });

  it("goes on when a run that failed left no service behind", async () => {
    test.declare({ ...domain("m.example.com"), writeServiceId: false });
    test.fastly.inject({ method: "POST", path: /^\/service$/, fault: { status: 500 } });
    assert.equal((await test.run("up")).ok, false);
    adoptTheOther();
    await test.succeed();
  });
});
