import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import * as fastlySdk from "@pulumi/fastly";
import { activeVersion, LocalFastly } from "../../local/api";
import { fromDirectory } from "../../sdk/command/adopt";
import { formatCode } from "../../sdk/command/source";
import { fastlyClient } from "../../sdk/fastly/client";
import { onlyReading } from "../../sdk/fastly/onlyReading";
import { packageOf } from "../local/api/helpers";
import { describeOnEachEngine } from "../support/engines";
import { fastlyBinary, fastlyCli } from "../support/fastlyCli";
import { inlineStack } from "../support/inlineStack";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { missingForTerraform, terraformApply } from "../support/terraform";
import { assertNothingChanged, run, stackOf, succeed } from "../support/writtenProgram";

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';

/** A call as the web interface makes it. */
async function call(fastly: LocalFastly, method: string, path: string, form: Record<string, string> = {}) {
  const answer = await fetch(`${fastly.url}${path}`, {
    method,
    headers: { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  assert.ok(answer.ok, `${method} ${path}: ${await answer.clone().text()}`);
  return (await answer.json()) as { id: string };
}

/** A service with something secret of every sort, made by hand. */
async function makeService(fastly: LocalFastly): Promise<string> {
  const { id } = await call(fastly, "POST", "/service", { name: "live shop", type: "wasm", comment: "Made by hand." });
  const version = `/service/${id}/version/1`;
  await call(fastly, "POST", `${version}/domain`, { name: "www.example.com" });
  await call(fastly, "POST", `${version}/healthcheck`, {
    name: "up",
    path: "/healthz",
    host: "api.example.com",
    headers: JSON.stringify(["Authorization: Bearer S3CRET-1"]),
  });
  await call(fastly, "POST", `${version}/backend`, {
    name: "api",
    address: "api.example.com",
    port: "8443",
    use_ssl: "1",
    healthcheck: "up",
    ssl_client_key: "S3CRET-2\nwith a second line\n",
  });
  const dictionary = await call(fastly, "POST", `${version}/dictionary`, { name: "settings" });
  const item = { item_key: "limit", item_value: "S3CRET-3" };
  await call(fastly, "POST", `/service/${id}/dictionary/${dictionary.id}/item`, item);
  await call(fastly, "POST", `${version}/logging/https`, {
    name: "access",
    url: "https://logs.example.com/S3CRET-4",
  });
  const form = new FormData();
  form.set("package", new Blob([packageOf()]), "package.tar.gz");
  const headers = { "Fastly-Key": fastly.token };
  await fetch(`${fastly.url}${version}/package`, { method: "PUT", headers, body: form });
  await call(fastly, "PUT", `${version}/activate`);
  return id;
}

/** What serves requests, without what every version has anew. */
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

  /** Previews and deploys what was written: nothing of the live service may change, nor be written a second time. */
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

  it("deploys the same service: one that was made by hand, with secrets", async () => {
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

  it("deploys the same service: one of a hand-written fastly.ServiceCompute", async () => {
    const hand = await inlineStack(MANIFEST, engine);
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

  it("deploys the same service: one that the Fastly CLI has published, from its project", async function () {
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

  it("deploys the same service: one that Terraform has made", async function () {
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

/** A service as people write it who deploy Compute by Terraform: each kind of thing, with stores beside the service. */
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

describe("the command that adopts", () => {
  let fastly: LocalFastly;
  let id: string;
  before(async () => {
    fastly = await LocalFastly.start({ edge: false, token: "all", readOnlyToken: "reads" });
    id = await makeService(fastly);
  });
  after(async () => {
    removeProjects();
    await fastly.stop();
  });

  it("needs no token but one that may only read, and sends nothing that writes", async () => {
    const before = fastly.requests.length;
    const directory = makeProject({});
    await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory], "reads");
    await succeed(fastly, ["adopt", "--service-id", id, "--print"], "reads");
    const asked = fastly.requests.slice(before);
    assert.ok(asked.length > 0 && asked.every(({ method }) => method === "GET"));
    const client = onlyReading(fastlyClient(fastly.url, "all"));
    assert.throws(() => client.request("DELETE", `/service/${id}`), /was about to send DELETE/);
  });

  it("writes a program that reads well, and a manifest that names the service", async () => {
    const directory = makeProject({});
    const report = await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory]);
    assert.equal(
      readFileSync(join(directory, "index.ts"), "utf8"),
      `import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "pulumi-fastly-compute";

const config = new pulumi.Config();

const edge = new ComputeService("edge", {
  directory: "./app",
  existingService: "adopt",
  generatedDomain: false,
  domains: ["www.example.com"],
  backends: {
    api: {
      address: "api.example.com",
      port: 8443,
      sslCertHostname: "",
      sslSniHostname: "",
      overrideHost: "",
      sslClientKey: config.requireSecret("api-sslClientKey"),
      healthcheck: {
        name: "up",
        path: "/healthz",
        initial: 2,
        headers: [config.requireSecret("api-Authorization")],
      },
    },
  },
  logEndpoints: { access: { https: { url: config.requireSecret("access-url"), gzipLevel: 0 } } },
  dictionaries: { settings: {} },
});

export const url = edge.url;
export const serviceId = edge.serviceId;
`,
    );
    assert.equal(
      readFileSync(join(directory, "app/fastly.toml"), "utf8"),
      `manifest_version = 3\nname = "live shop"\nlanguage = "other"\nservice_id = "${id}"\n`,
    );
    assert.match(report, /--print-secret 'fastly-compute:edge-secrets' \| pulumi config set --secret/);
  });

  it("says a port again where the manifest that is there has another one", async () => {
    const { id: other } = await call(fastly, "POST", "/service", { name: "ports", type: "wasm" });
    const backend = { name: "api", address: "a.example.com", port: "443", use_ssl: "1" };
    await call(fastly, "POST", `/service/${other}/version/1/backend`, backend);
    const directory = makeProject({
      "fastly.toml": `${MANIFEST}description = "Other"\n[setup.backends.api]\naddress = "b.example.com"\nport = 8080\n`,
    });
    const printed = await succeed(fastly, ["adopt", "--service-id", other, "--dir", directory, "--print"]);
    assert.match(printed, /address: "a\.example\.com",\s+port: 443,/);
    assert.match(printed, /^ {2}comment: "",$/m);
  });

  it("puts items of dictionaries into the program when it is told to", async () => {
    const printed = await succeed(fastly, ["adopt", "--service-id", id, "--print", "--items-in-program"]);
    assert.match(printed, /dictionaries: \{ settings: \{ items: \{ limit: "S3CRET-3" \} \} \},/);
  });

  it("prints one secret, for a pipe, with the end of the line that pulumi leaves out", async () => {
    const printed = await succeed(fastly, ["adopt", "--service-id", id, "--print-secret", "api-sslClientKey"]);
    assert.equal(printed, "S3CRET-2\nwith a second line\n\n");
  });

  it("tells commands for a secret whose key looks like an option", async () => {
    const { id: other } = await call(fastly, "POST", "/service", { name: "dashes", type: "wasm" });
    const backend = { name: "-api", address: "a.example.com", ssl_client_cert: "CERT", ssl_client_key: "S3CRET-4" };
    await call(fastly, "POST", `/service/${other}/version/1/backend`, backend);
    const report = await succeed(fastly, ["adopt", "--service-id", other, "--dir", makeProject({})]);
    assert.match(report, /--print-secret='(-api-sslClientKey)' \| pulumi config set --secret -- '\1'\n/);
    const printed = await succeed(fastly, ["adopt", "--service-id", other, "--print-secret=-api-sslClientKey"]);
    assert.equal(printed, "S3CRET-4\n");
  });

  it("writes over nothing without being told, and never over a manifest", async () => {
    const files = { "index.ts": "// mine\n", "fastly.toml": MANIFEST };
    const directory = makeProject(files);
    const args = ["adopt", "--service-id", id, "--dir", directory];
    const { code, stderr } = await run(fastly, args);
    assert.equal(code, 1);
    assert.match(stderr, /Nothing was written because these files already exist: \S*index\.ts \[files-in-the-way\]/);
    assert.deepEqual(readdirSync(directory).sort(), Object.keys(files).sort());
    assert.equal(readFileSync(join(directory, "index.ts"), "utf8"), "// mine\n");
    const report = await succeed(fastly, [...args, "--overwrite"]);
    assert.match(report, new RegExp(`Put this line at the top of \\S*fastly\\.toml:\n {2}service_id = "${id}"`));
    assert.equal(readFileSync(join(directory, "fastly.toml"), "utf8"), MANIFEST);
    assert.match(readFileSync(join(directory, "index.ts"), "utf8"), /directory: "\.",/);
    // The same once more is no change, with the line ends of Windows either.
    const windows = readFileSync(join(directory, "Pulumi.yaml"), "utf8").replaceAll("\n", "\r\n");
    writeFileSync(join(directory, "Pulumi.yaml"), windows);
    await succeed(fastly, args);
    assert.equal(readFileSync(join(directory, "Pulumi.yaml"), "utf8"), windows);
    assert.ok(existsSync(join(directory, "Pulumi.yaml")));
  });

  const refusals: [what: string, args: (directory: string) => string[], code: string][] = [
    ["a command that there is not", () => ["adpot"], "command-unknown"],
    ["an option that there is not", () => ["adopt", "--service", id], "command-unknown"],
    ["no service", () => ["adopt"], "command-unknown"],
    [
      "a service that is not there",
      () => ["adopt", "--service-id", "0000000000000000000000"],
      "adopted-service-missing",
    ],
    ["a secret that is not asked for", () => ["adopt", "--service-id", id, "--print-secret", "x"], "secret-unknown"],
    [
      "a manifest of another service",
      (directory) => ["adopt", "--service-id", id, "--dir", directory, "--app", "other"],
      "manifest-of-another-service",
    ],
  ];
  for (const [what, args, code] of refusals) {
    it(`refuses ${what}`, async () => {
      const directory = makeProject({ "other/fastly.toml": `service_id = "OTHER"\n${MANIFEST}` });
      const ran = await run(fastly, args(directory));
      assert.equal(ran.code, 1);
      assert.ok(ran.stderr.includes(`[${code}]`), ran.stderr);
      assert.deepEqual(readdirSync(directory), ["other"]);
    });
  }

  it("refuses a secret on a terminal, and to ask without a token", async () => {
    const args = ["adopt", "--service-id", id, "--print-secret", "access-url"];
    assert.match((await run(fastly, args, { isTTY: true })).stderr, /\[secret-on-terminal\]\nRun: .* \| pulumi config/);
    assert.match((await run(fastly, args, { token: "" })).stderr, /\[command-without-token\]/);
  });

  it("refuses a service that delivers by VCL, and one of which two secrets would have one key", async () => {
    const vcl = await call(fastly, "POST", "/service", { name: "vcl", type: "vcl" });
    assert.match((await run(fastly, ["adopt", "--service-id", vcl.id])).stderr, /\[adopted-service-vcl\]/);
    const details = { name: "none", type: "wasm", versions: [] };
    fastly.inject({ path: /^\/service\/NONE\/details/, fault: { status: 200, body: details } });
    assert.match((await run(fastly, ["adopt", "--service-id", "NONE"])).stderr, /\[adopted-service-empty\]/);
    const two = await call(fastly, "POST", "/service", { name: "two", type: "wasm" });
    const version = `/service/${two.id}/version/1`;
    await call(fastly, "POST", `${version}/backend`, {
      name: "a",
      address: "a.example.com",
      ssl_client_key: "S3CRET-1",
    });
    await call(fastly, "POST", `${version}/healthcheck`, {
      name: "up",
      path: "/",
      host: "a.example.com",
      headers: JSON.stringify(["sslClientKey: S3CRET-2"]),
    });
    await call(fastly, "PUT", `${version}/backend/a`, { healthcheck: "up" });
    assert.match((await run(fastly, ["adopt", "--service-id", two.id])).stderr, /a-sslClientKey .*\[secret-of-two\]/);
  });

  it("tells of what cannot be declared", async () => {
    const { id: odd } = await call(fastly, "POST", "/service", { name: "odd", type: "wasm" });
    const version = `/service/${odd}/version/1`;
    await call(fastly, "POST", `${version}/domain`, { name: "odd.example.com", comment: "Mine" });
    await call(fastly, "POST", `${version}/dictionary`, { name: "hidden", write_only: "true" });
    await call(fastly, "POST", `${version}/healthcheck`, { name: "unused", path: "/", host: "a.example.com" });
    const report = await succeed(fastly, ["adopt", "--service-id", odd, "--dir", makeProject({})]);
    assert.match(report, /These cannot be declared; .*\n {2}the health check unused, .*\n\n/);
    const printed = await succeed(fastly, ["adopt", "--service-id", odd, "--print"]);
    assert.match(printed, /dictionaries: \{ hidden: \{ writeOnly: true \} \},/);
    assert.match(printed, /domainComments: \{ "odd\.example\.com": "Mine" \},/);
  });

  it("has help for itself and for each command", async () => {
    assert.match(await succeed(fastly, ["--help"]), /Usage: pulumi-fastly-compute COMMAND/);
    assert.match(await succeed(fastly, ["adopt", "--help"]), /--service-id ID/);
    assert.equal((await run(fastly, [])).code, 1);
  });
});

describe("the way from the program to the project", () => {
  for (const [path, from, to, expected] of [
    [posix, "/work", "/work/app", "./app"],
    [posix, "/work", "/work", "."],
    [posix, "/work/infra", "/work/app", "../app"],
    [win32, "C:\\work", "C:\\work\\my app", "./my app"],
    [win32, "C:\\work\\infra", "C:\\work\\app", "../app"],
    [win32, "C:\\Work", "c:\\work\\app", "./app"],
    [win32, "C:\\work", "D:\\app", "D:/app"],
  ] as const) {
    it(`is written with forward slashes: ${from} to ${to}`, () => {
      assert.equal(fromDirectory(from, to, path), expected);
    });
  }
});

describe("code on several lines", () => {
  for (const [code, expected] of [
    ["a: 1", "a: 1"],
    [`a: { b: "${"x".repeat(100)}" }`, `a: {\n  b: "${"x".repeat(100)}",\n}`],
    [`a: ["${"x".repeat(60)}", "${"],{".repeat(20)}"]`, `a: [\n  "${"x".repeat(60)}",\n  "${"],{".repeat(20)}",\n]`],
    [`a: f("${"x".repeat(100)}")`, `a: f("${"x".repeat(100)}")`],
  ] as const) {
    it(`is laid out: ${code.slice(0, 20)}`, () => {
      assert.equal(formatCode(code), expected);
    });
  }
});
