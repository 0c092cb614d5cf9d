import assert from "node:assert/strict";
import { type Manifest, overlayManifest, parseManifest, saysSomethingAboutDeployment } from "../../sdk/manifest";

function read(text: string, file: string): Manifest {
  const { manifest } = parseManifest(text, file, "environment");
  assert.ok(manifest);
  return manifest;
}

const BASE = `manifest_version = 2
name = "edge"
description = "Does it"
authors = ["base"]
language = "rust"
service_id = "BASE"
profile = "work"
[scripts]
build = "make"
post_build = "check"
env_vars = ["A=1"]
[setup.backends.web]
address = "example.com"
[setup.backends.api]
address = "api.example.com"
[setup.object_stores.objects]
[setup.kv_stores.kv]
[setup.products.fanout]
enable = true
[local_server.backends.web]
url = "http://base"
[catalog]
a = 1
`;

function overlay(environment: string): Manifest {
  return overlayManifest(read(BASE, "fastly.toml"), read(environment, "fastly.staging.toml"));
}

describe("an environment's manifest over the base", () => {
  it("inherits all but service_id when it is empty", () => {
    const { where: _, line: __, raw, ...values } = overlay("");
    const { where: ___, line: ____, raw: baseRaw, serviceId, ...base } = read(BASE, "fastly.toml");
    assert.equal(serviceId, "BASE");
    assert.deepEqual(values, base);
    const { service_id: _____, ...rest } = baseRaw;
    assert.deepEqual(raw, rest);
  });

  it("keeps its own service_id", () => {
    const manifest = overlay('service_id = "STAGING"');
    assert.deepEqual([manifest.serviceId, manifest.raw.service_id], ["STAGING", "STAGING"]);
  });

  it("replaces root keys one by one, but not with empty values", () => {
    const { name, description, language, authors, manifestVersion, profile } = overlay(
      'manifest_version = 3\nname = "edge-staging"\ndescription = ""\nauthors = []\nprofile = "other"\n',
    );
    assert.deepEqual(
      { name, description, language, authors, manifestVersion, profile },
      {
        name: "edge-staging",
        description: "Does it",
        language: "rust",
        authors: ["base"],
        manifestVersion: 3,
        profile: "other",
      },
    );
  });

  it("replaces scripts one by one, and a list as a whole", () => {
    assert.deepEqual(overlay('[scripts]\nbuild = "make staging"\n').scripts, {
      build: "make staging",
      postBuild: "check",
      envVars: ["A=1"],
    });
    assert.deepEqual(overlay('[scripts]\nenv_vars = ["B=2"]\n').scripts.envVars, ["B=2"]);
    assert.deepEqual(overlay("[scripts]\nenv_vars = []\n").scripts.envVars, []);
  });

  it("replaces each section of [setup] as a whole", () => {
    const { setup } = overlay('[setup.backends.api]\naddress = "staging.example.com"\n[setup.kv_stores.other]\n');
    assert.deepEqual(setup.backends, { api: { address: "staging.example.com" } });
    assert.deepEqual(Object.keys(setup.kvStores), ["objects", "other"]);
    assert.deepEqual(setup.products, { fanout: { enable: true } });
  });

  it("removes a section by leaving that empty", () => {
    const { setup } = overlay("[setup]\nobject_stores = {}\nproducts = {}\n[setup.backends]\n");
    assert.deepEqual([setup.backends, Object.keys(setup.kvStores), setup.products], [{}, ["kv"], {}]);
  });

  it("knows the file of each key", () => {
    const manifest = overlay('name = "s"\n\n[setup.backends.api]\naddress = "x"\n');
    assert.deepEqual(manifest.where(["name"]), { file: "fastly.staging.toml", line: 1 });
    assert.deepEqual(manifest.where(["description"]), { file: "fastly.toml", line: 3 });
    assert.deepEqual(manifest.where(["setup", "backends", "api", "address"]), { file: "fastly.staging.toml", line: 4 });
    assert.equal(manifest.line(["setup", "kv_stores", "kv"]), 17);
  });

  it("does not change the packed text, which is the base's", () => {
    assert.equal(overlay('name = "s"').text, BASE);
  });
});

describe("an environment's manifest", () => {
  const cases: [string, boolean][] = [
    ['service_id = "x"', true],
    ['name = "x"', true],
    ['[scripts]\nbuild = "x"', true],
    ["[setup.backends.a]", true],
    ["", false],
    ['service_id = ""\nname = ""\nauthors = []\n', false],
    ["[scripts]\n[setup]", false],
    ['manifest_version = 3\n[local_server.backends.a]\nurl = "x"', false],
  ];
  for (const [text, concerns] of cases) {
    it(`${concerns ? "concerns" : "does not concern"} the deployment: ${JSON.stringify(text)}`, () => {
      assert.equal(saysSomethingAboutDeployment(read(text, "fastly.dev.toml")), concerns);
    });
  }
});
