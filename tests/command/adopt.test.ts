import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fastlySdk from "@pulumi/fastly";
import { activeVersion, LocalFastly } from "../../local/api";
import { packageOf } from "../local/api/helpers";
import { describeOnEachEngine } from "../support/engines";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { inlineStack } from "../support/inlineStack";
import { MANIFEST, makeProject, removeProjects, TINY_WASM } from "../support/project";
import { makeService } from "../support/serviceByHand";
import { missingForTerraform, terraformApply } from "../support/terraform";
import { assertNothingChanged, stackOf, succeed } from "../support/writtenProgram";

/** The live content, without the parts that are new in every version. */
function content(fastly: LocalFastly, id: string): unknown {
  const version = activeVersion(fastly.service(id));
  const { domains, backends, healthchecks, logging, links, dictionaries } = version ?? {};
  return JSON.parse(
    JSON.stringify({ domains, backends, healthchecks, logging, links, dictionaries }, (key, value) =>
      ["created_at", "updated_at"].includes(key) ? undefined : value,
    ),
  );
}

function putSources(directory: string): void {
  mkdirSync(join(directory, "app/bin"), { recursive: true });
  writeFileSync(join(directory, "app/bin/main.wasm"), TINY_WASM);
}

describeOnEachEngine("a program written from a live service", function (engine) {
  this.timeout(180_000);
  let fastly: LocalFastly;
  beforeEach(async () => {
    fastly = await LocalFastly.start({ edge: false });
  });
  afterEach(() => fastly.stop());
  after(removeProjects);

  /** Previews and deploys the written files. Nothing of the live service may change, or be written a second time. */
  async function carriedOut(directory: string, report: string, id: string): Promise<void> {
    const before = content(fastly, id);
    const stack = await stackOf(fastly, directory, report, engine);
    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    await assertNothingChanged(preview.events);
    assert.deepEqual((await stack.up()).errors, []);
    assert.deepEqual(content(fastly, id), before);
    assert.deepEqual(Object.keys((await stack.preview()).changes), ["same"]);
  }

  it("deploys the same service when that was made by hand, with secrets", async () => {
    const id = await makeService(fastly);
    const directory = makeProject({});
    const report = await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory]);
    const written = readdirSync(directory, { recursive: true, encoding: "utf8" });
    const files = written
      .filter((file) => file.includes("."))
      .map((file) => readFileSync(join(directory, file), "utf8"));
    assert.doesNotMatch([report, ...files].join("\n"), /S3CRET/);
    putSources(directory);
    await carriedOut(directory, report, id);
    assert.equal(fastly.dictionaryItems(id, "settings").limit, "S3CRET-3");
    assert.equal(fastly.service(id).comment, "Made by hand.");
  });

  it("deploys the same service when that was a hand-written fastly.ServiceCompute", async () => {
    const hand = await inlineStack(undefined, engine);
    try {
      const archive = join(makeProject({ "old.tar.gz": packageOf() }), "old.tar.gz");
      hand.define(() => {
        new fastlySdk.ServiceCompute("by-hand", {
          name: "by-hand",
          domains: [{ name: "m.example.com" }, { name: "*.example.org" }],
          backends: [
            { name: "plain", address: "192.0.2.1" },
            { name: "api", address: "a.example.com", port: 443, useSsl: true, sslSniHostname: "b.example.com" },
          ],
          loggingSyslogs: [{ name: "sys", address: "logs.example.com", port: 6514, useTls: true, token: "S3CRET" }],
          package: { filename: archive },
          forceDestroy: true,
        });
      });
      await hand.succeed();
      const id = hand.fastly.service("by-hand").id;
      const { fastly: there } = hand;
      fastly.stop().catch(() => {});
      fastly = there;
      const directory = makeProject({});
      const report = await succeed(there, ["adopt", "--service-id", id, "--dir", directory]);
      putSources(directory);
      await carriedOut(directory, report, id);
    } finally {
      // Stopped as `fastly`.
    }
  });

  it("deploys the same service when the Fastly CLI has published that from its project", async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed");
      this.skip();
    }
    const directory = makeProject({
      "app/fastly.toml": `${MANIFEST}\n[setup.backends.api]\naddress = "api.example.com"\n`,
      "app/bin/main.wasm": TINY_WASM,
    });
    const cli = fastlyCli({ url: fastly.url, token: fastly.token });
    const cwd = join(directory, "app");
    await cli(["compute", "pack", "--wasm-binary", "bin/main.wasm"], { cwd });
    await cli(["compute", "deploy", "-i", "--status-check-off", "--domain", "www.example.com"], { cwd });
    const [service] = fastly.services();
    const id = service?.id ?? "";
    const manifest = readFileSync(join(cwd, "fastly.toml"), "utf8");
    const report = await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory]);
    assert.equal(readFileSync(join(cwd, "fastly.toml"), "utf8"), manifest);
    await carriedOut(directory, report, id);
  });

  it("deploys the same service when Terraform has made that", async function () {
    const missing = missingForTerraform();
    if (missing !== undefined) {
      console.log(`      skipped: no ${missing} on PATH`);
      this.skip();
    }
    const made = makeProject({ "package.tar.gz": packageOf() });
    await terraformApply(fastly, made, TERRAFORM);
    const [service] = fastly.services();
    const id = service?.id ?? "";
    const directory = makeProject({});
    const report = await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory]);
    assert.doesNotMatch(report, /S3CRET/);
    putSources(directory);
    await carriedOut(directory, report, id);
    assert.equal(fastly.dictionaryItems(id, "words").greeting, "Hello");
  });
});

/** A service as users of Terraform write it: each kind of thing, with stores beside the service. */
const TERRAFORM = `
terraform {
  required_providers {
    fastly = { source = "fastly/fastly" }
  }
}
resource "fastly_kvstore" "carts" {
  name = "tf carts"
}
resource "fastly_configstore" "flags" {
  name = "tf flags"
}
resource "fastly_service_compute" "shop" {
  name    = "shop by terraform"
  comment = "Managed by Terraform"
  domain {
    name    = "www.example.com"
    comment = "the front"
  }
  healthcheck {
    name   = "up"
    host   = "api.example.com"
    path   = "/healthz"
    method = "GET"
  }
  backend {
    name              = "api"
    address           = "api.example.com"
    port              = 443
    use_ssl           = true
    ssl_cert_hostname = "api.example.com"
    ssl_sni_hostname  = "api.example.com"
    override_host     = "api.example.com"
    healthcheck       = "up"
  }
  backend {
    name    = "plain"
    address = "192.0.2.7"
  }
  dictionary {
    name = "words"
  }
  logging_https {
    name = "access"
    url  = "https://logs.example.com/S3CRET"
  }
  resource_link {
    name        = "carts"
    resource_id = fastly_kvstore.carts.id
  }
  resource_link {
    name        = "flags"
    resource_id = fastly_configstore.flags.id
  }
  package {
    filename         = "package.tar.gz"
    source_code_hash = filesha512("package.tar.gz")
  }
  force_destroy = true
}
resource "fastly_service_dictionary_items" "words" {
  service_id    = fastly_service_compute.shop.id
  dictionary_id = one([for d in fastly_service_compute.shop.dictionary : d.dictionary_id if d.name == "words"])
  items         = { greeting = "Hello" }
}
`;
