import assert from "node:assert/strict";
import { activeVersion } from "../../local/api";
import { describeOnEachEngine } from "../support/engines";
import { MANIFEST, removeProjects } from "../support/project";
import { serviceProgram, testStack } from "../support/stack";
import { fastlyOfEachTest } from "../support/suite";

const SCRIPTS = `
[scripts]
build = "mkdir -p bin && printf '\\\\0asm\\\\1\\\\0\\\\0\\\\0' > bin/main.wasm && cat note.txt >> bin/main.wasm"
`;

describeOnEachEngine("the package of staging", function (engine) {
  this.timeout(180_000);
  const fastly = fastlyOfEachTest();
  after(removeProjects);

  const hashOf = (name: string) => activeVersion(fastly.service(name))?.package?.metadata.files_hash;

  it("is deployed to prod by its path and hash, and no other package is", async () => {
    const files = { "app/fastly.toml": `${MANIFEST}${SCRIPTS}`, "app/note.txt": "tested" };
    const staging = await testStack({
      files,
      program: serviceProgram("environment: pulumi.getStack()"),
      stack: "staging",
      fastly,
      engine,
    });
    const { ok, text, outputs } = await staging.show("up");
    assert.ok(ok, text);

    const args = `environment: "prod", package: { path: "pkg/shop.tar.gz", expectHash: "${outputs.hash}" }`;
    const prod = await testStack({
      files: {},
      program: serviceProgram(args),
      stack: "prod",
      directory: staging.directory,
      fastly,
      engine,
    });
    // The package does not have later changes.
    staging.write("app/note.txt", "not tested");
    const promoted = await prod.show("up");
    assert.ok(promoted.ok, promoted.text);
    assert.equal(hashOf("shop-prod"), outputs.hash);
    assert.deepEqual(fastly.packageBytes("shop-prod", 1), fastly.packageBytes("shop-staging", 1));

    prod.write("index.js", staging.read("index.js").replace(args, 'environment: "staging"'));
    staging.write("index.js", prod.read("index.js"));
    assert.ok((await staging.show("up")).ok);
    assert.notEqual(hashOf("shop-staging"), outputs.hash);
    prod.write("index.js", prod.read("index.js").replace('environment: "staging"', args));
    const before = fastly.state();
    for (const operation of ["preview", "up"] as const) {
      const refused = await prod.show(operation);
      assert.equal(refused.ok, false);
      assert.match(
        refused.text,
        new RegExp(
          `The package of app/fastly\\.toml has the files hash ${hashOf("shop-staging")}, but "package\\.expectHash" is ${outputs.hash} \\[package-hash-unexpected\\]\\s+Deploy the artefact that was tested`,
        ),
      );
    }
    assert.deepEqual(fastly.state(), before);
  });

  it("differs from prod's when the environment changes the build, and preview says so", async () => {
    const environment = '[scripts]\nenv_vars = ["NODE_ENV=production"]\n';
    const test = await testStack({
      files: { "app/fastly.toml": `${MANIFEST}${SCRIPTS}`, "app/note.txt": "1", "app/fastly.prod.toml": environment },
      program: serviceProgram("environment: pulumi.getStack()"),
      stack: "prod",
      fastly,
      engine,
    });
    const { ok, text } = await test.show("preview");
    assert.ok(ok, text);
    assert.match(
      text,
      /app\/fastly\.prod\.toml changes "scripts\.env_vars": its package differs from that of app\/fastly\.toml, and cannot be promoted to or from other environments\./,
    );
    test.write("app/fastly.prod.toml", '[setup.backends.api]\naddress = "api.example.com"\n');
    assert.doesNotMatch((await test.show("preview")).text, /artefact/);
  });
});
