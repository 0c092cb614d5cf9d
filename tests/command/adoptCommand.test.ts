import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix, win32 } from "node:path";
import { LocalFastly } from "../../local/api";
import { fromDirectory } from "../../sdk/command/adopt";
import { COMMANDS } from "../../sdk/command/invocation";
import { formatCode } from "../../sdk/command/source";
import { fastlyClient } from "../../sdk/fastly/client";
import { onlyReading } from "../../sdk/fastly/onlyReading";
import { misspelled } from "../support/misspelled";
import { MANIFEST, makeProject, removeProjects } from "../support/project";
import { call, makeService } from "../support/serviceByHand";
import { run, succeed } from "../support/writtenProgram";

describe("the adopt command", () => {
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

  it("needs only a token with read permission, and sends no writes", async () => {
    const before = fastly.requests.length;
    const directory = makeProject({});
    await succeed(fastly, ["adopt", "--service-id", id, "--dir", directory], "reads");
    await succeed(fastly, ["adopt", "--service-id", id, "--print"], "reads");
    const asked = fastly.requests.slice(before);
    assert.ok(asked.length > 0 && asked.every(({ method }) => method === "GET"));
    const client = onlyReading(fastlyClient(fastly.url, "all"));
    assert.throws(() => client.request("DELETE", `/service/${id}`), /tried to send DELETE/);
  });

  it("writes a readable program, and a manifest that names the service", async () => {
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

  it("declares a port again when the existing manifest has another one", async () => {
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

  it("puts items of dictionaries into the program with --items-in-program", async () => {
    const printed = await succeed(fastly, ["adopt", "--service-id", id, "--print", "--items-in-program"]);
    assert.match(printed, /dictionaries: \{ settings: \{ items: \{ limit: "S3CRET-3" \} \} \},/);
  });

  it("prints one secret for a pipe, with the line end that pulumi removes", async () => {
    const printed = await succeed(fastly, ["adopt", "--service-id", id, "--print-secret", "api-sslClientKey"]);
    assert.equal(printed, "S3CRET-2\nwith a second line\n\n");
  });

  it("gives working commands for a secret whose key looks like an option", async () => {
    const { id: other } = await call(fastly, "POST", "/service", { name: "dashes", type: "wasm" });
    const backend = { name: "-api", address: "a.example.com", ssl_client_cert: "CERT", ssl_client_key: "S3CRET-4" };
    await call(fastly, "POST", `/service/${other}/version/1/backend`, backend);
    const report = await succeed(fastly, ["adopt", "--service-id", other, "--dir", makeProject({})]);
    assert.match(report, /--print-secret='(-api-sslClientKey)' \| pulumi config set --secret -- '\1'\n/);
    const printed = await succeed(fastly, ["adopt", "--service-id", other, "--print-secret=-api-sslClientKey"]);
    assert.equal(printed, "S3CRET-4\n");
  });

  it("overwrites nothing unless asked to, and never a manifest", async () => {
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
    // Writing the same again is no change, even with Windows line ends.
    const windows = readFileSync(join(directory, "Pulumi.yaml"), "utf8").replaceAll("\n", "\r\n");
    writeFileSync(join(directory, "Pulumi.yaml"), windows);
    await succeed(fastly, args);
    assert.equal(readFileSync(join(directory, "Pulumi.yaml"), "utf8"), windows);
    assert.ok(existsSync(join(directory, "Pulumi.yaml")));
  });

  const refusals: [what: string, args: (directory: string) => string[], code: string][] = [
    ["an unknown command", () => ["adpot"], "command-unknown"],
    ["an unknown option", () => ["adopt", "--service", id], "command-unknown"],
    ["no service", () => ["adopt"], "command-unknown"],
    ["a missing service", () => ["adopt", "--service-id", "0000000000000000000000"], "adopted-service-missing"],
    ["an unknown secret", () => ["adopt", "--service-id", id, "--print-secret", "x"], "secret-unknown"],
    [
      "a manifest of another service",
      (directory) => ["adopt", "--service-id", id, "--dir", directory, "--app", "other"],
      "manifest-of-another-service",
    ],
  ];
  const meant = async (...args: string[]) =>
    /: did you mean "(.*)"\? \[command-unknown\]/.exec((await run(fastly, args)).stderr)?.[1];

  it("names the command or the option that a misspelled one probably means", async () => {
    const names = Object.keys(COMMANDS);
    for (const [name, { options }] of Object.entries(COMMANDS)) {
      for (const word of misspelled(name, names)) assert.equal(await meant(word), name, word);
      const all = [...Object.keys(options), "help"];
      for (const option of all) {
        for (const word of misspelled(option, all)) assert.equal(await meant(name, `--${word}`), `--${option}`, word);
      }
    }
    assert.equal(await meant("adopt", "--service", id), "--service-id");
    assert.equal(await meant("adopt", "--verbose"), undefined);
  });

  for (const [what, args, code] of refusals) {
    it(`refuses ${what}`, async () => {
      const directory = makeProject({ "other/fastly.toml": `service_id = "OTHER"\n${MANIFEST}` });
      const ran = await run(fastly, args(directory));
      assert.equal(ran.code, 1);
      assert.ok(ran.stderr.includes(`[${code}]`), ran.stderr);
      assert.deepEqual(readdirSync(directory), ["other"]);
    });
  }

  it("refuses to print a secret on a terminal, and to run without a token", async () => {
    const args = ["adopt", "--service-id", id, "--print-secret", "access-url"];
    assert.match((await run(fastly, args, { isTTY: true })).stderr, /\[secret-on-terminal\]\nRun: .* \| pulumi config/);
    assert.match((await run(fastly, args, { token: "" })).stderr, /\[command-without-token\]/);
  });

  it("refuses a VCL service, and a service with two secrets for one key", async () => {
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

  it("lists what no argument can declare", async () => {
    const { id: odd } = await call(fastly, "POST", "/service", { name: "odd", type: "wasm" });
    const version = `/service/${odd}/version/1`;
    await call(fastly, "POST", `${version}/domain`, { name: "odd.example.com", comment: "Mine" });
    await call(fastly, "POST", `${version}/dictionary`, { name: "hidden", write_only: "true" });
    await call(fastly, "POST", `${version}/healthcheck`, { name: "unused", path: "/", host: "a.example.com" });
    const report = await succeed(fastly, ["adopt", "--service-id", odd, "--dir", makeProject({})]);
    assert.match(report, /No argument can declare these; .*\n {2}the health check unused, .*\n\n/);
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

describe("the path from the program to the project", () => {
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

describe("code that needs several lines", () => {
  for (const [code, expected] of [
    ["a: 1", "a: 1"],
    [`a: { b: "${"x".repeat(100)}" }`, `a: {\n  b: "${"x".repeat(100)}",\n}`],
    [`a: ["${"x".repeat(60)}", "${"],{".repeat(20)}"]`, `a: [\n  "${"x".repeat(60)}",\n  "${"],{".repeat(20)}",\n]`],
    [`a: f("${"x".repeat(100)}")`, `a: f("${"x".repeat(100)}")`],
  ] as const) {
    it(`is formatted: ${code.slice(0, 20)}`, () => {
      assert.equal(formatCode(code), expected);
    });
  }
});
