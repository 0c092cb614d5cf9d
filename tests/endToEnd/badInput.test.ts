import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { buildError } from "../../sdk/build/buildErrors";
import { scriptError } from "../../sdk/build/errors";
import type { ComputeError } from "../../sdk/errors";
import { diagnostic, formatDiagnostic } from "../../sdk/errors/diagnostics";
import { packageError } from "../../sdk/package/errors";

import { diagnosticsOf } from "../support/diagnostics";
import { MANIFEST, removeProjects, TINY_WASM } from "../support/project";
import { type TestStack, type TestStackOptions, testStack } from "../support/stack";
import { fastlyOfSuite } from "../support/suite";

const PROGRAM = 'new ComputeService("edge", { directory: "./app" });';

const STACK = "pulumi:pulumi:Stack (shop-dev)";
const COMPONENT = "fastly-compute:index:ComputeService (edge)";
const manifest = "app/fastly.toml";

/** The lines of an error on a terminal. */
const linesOf = (error: ComputeError) => error.message.split("\n");

/** A mistake of a user: the resource under which it is reported, and all messages. */
const CASES: {
  title: string;
  files: Record<string, string | Buffer>;
  program?: string;
  under: string;
  says: string[];
}[] = [
  {
    title: "a directory without a manifest",
    files: { "app/readme.txt": "" },
    under: STACK,
    says: [
      "app/fastly.toml does not exist [manifest-missing]",
      "Set `directory` to the directory that holds your fastly.toml.\nTo make a new project there, run: fastly compute init",
    ],
  },
  {
    title: "a manifest that is no TOML",
    files: { "app/fastly.toml": `${MANIFEST}authors = [\n` },
    under: STACK,
    says: [
      "app/fastly.toml cannot be used: 1 problem [manifest-unusable]",
      "Not valid TOML: invalid value (app/fastly.toml:5) [manifest-syntax]",
      "  Correct the line. https://toml.io/en/v1.0.0 describes the format.",
    ],
  },
  {
    title: "a package.json that is no JSON",
    files: {
      "app/fastly.toml": MANIFEST.replace("other", "javascript"),
      "app/package.json": "",
    },
    under: COMPONENT,
    says: [
      "Cannot build app/fastly.toml: 1 problem [build-impossible]",
      "PROGRAM/app/package.json is not JSON: Unexpected end of JSON input [package-json-invalid]",
      "  Correct the file.",
    ],
  },
  {
    title: "a build command that fails, with the last lines of its output",
    files: { "app/fastly.toml": `${MANIFEST}[scripts]\nbuild = "echo compiling; echo no such module >&2; exit 3"\n` },
    under: COMPONENT,
    says: linesOf(
      scriptError("build-failed", {
        subject: "The build of app/fastly.toml",
        command: "echo compiling; echo no such module >&2; exit 3",
        how: "exited with code 3",
        lines: ["compiling", "no such module"],
        directory: "PROGRAM/app",
      }),
    ),
  },
  {
    title: "a build that leaves no Wasm",
    files: { "app/fastly.toml": `${MANIFEST}[scripts]\nbuild = "true"\n` },
    under: COMPONENT,
    says: linesOf(buildError("wasm-missing", { manifest, cause: "not written", command: "true" })),
  },
  {
    title: "neither a build script nor a Wasm",
    files: { "app/fastly.toml": MANIFEST },
    under: COMPONENT,
    says: linesOf(buildError("wasm-missing", { manifest, cause: "not built" })),
  },
  {
    title: "a file that is not Wasm",
    files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": "#!/bin/sh\n" },
    under: COMPONENT,
    says: linesOf(buildError("wasm-invalid", { manifest, start: Buffer.from("#!/bin/sh\n") })),
  },
  {
    title: "a slip of the pen, beside what is missing because of it",
    files: {
      "app/fastly.toml": `${MANIFEST}[setup.backends.api]\naddess = "api.example.com"\n`,
      "app/bin/main.wasm": TINY_WASM,
    },
    under: STACK,
    says: [
      'ComputeService "edge": 2 problems [component-unusable]',
      'Unknown key "setup.backends.api.addess" (app/fastly.toml:5) [manifest-key-unread]',
      '  Did you mean "setup.backends.api.address"?',
      'The backend "api" has no address (app/fastly.toml:4) [value-missing]',
      "  Run: pulumi config set --path 'fastly-compute:edge.backends.api.address' <hostname or IP address>",
    ],
  },
  {
    title: "arguments, which have no place in the manifest",
    files: { "app/fastly.toml": `${MANIFEST}[setup.backends.api]\n`, "app/bin/main.wasm": TINY_WASM },
    program:
      'new ComputeService("edge", { directory: "./app", backends: { api: { address: "a b", port: 70000 }, other: {} } });',
    under: STACK,
    says: [
      'ComputeService "edge": 3 problems [component-unusable]',
      'Expected [backends.api.address] to be a hostname or an IP address but got "a b" [backend-address-unfit]',
      "  Give the bare address, without scheme, port or path. The port has a key of its own: port.",
      "Expected [backends.api.port] to be a port but got 70000 [backend-port-unfit]",
      "  Give a whole number from 1 to 65535.",
      'The backend "other" has no address [value-missing]',
      "  Run: pulumi config set --path 'fastly-compute:edge.backends.other.address' <hostname or IP address>",
    ],
  },
  {
    title: "arguments that no compiler has seen",
    files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM },
    program:
      'new ComputeService("edge", { directory: "./app", enviroment: "prod", domains: "www.example.com", existingService: "adpot" });',
    under: STACK,
    says: [
      'ComputeService "edge": 3 problems [component-unusable]',
      "Unknown argument [enviroment] [argument-unread]",
      "  Did you mean [environment]?",
      'Expected [domains] to be a list but got "www.example.com" [argument-wrong-type]',
      "  Correct the argument.",
      'Expected [existingService] to be one of refuse, adopt, ignore but got "adpot" [argument-wrong-type]',
      "  Correct the argument.",
    ],
  },
  {
    title: "a log endpoint without settings",
    files: {
      "app/fastly.toml": `${MANIFEST}[setup.log_endpoints.access]\nprovider = "S3"\n`,
      "app/bin/main.wasm": TINY_WASM,
    },
    under: STACK,
    says: [
      'ComputeService "edge": 1 problem [component-unusable]',
      'The log endpoint "access" (Amazon S3) lacks bucketName, s3AccessKey and s3SecretKey, or s3IamRole (app/fastly.toml:4) [log-setting-missing]',
      "  Run: pulumi config set --path 'fastly-compute:edge.logEndpoints.access.s3.bucketName' <bucketName>",
      "  Run: pulumi config set --secret --path 'fastly-compute:edge-secrets.logEndpoints.access.s3.s3AccessKey' <s3AccessKey>",
      "  Run: pulumi config set --secret --path 'fastly-compute:edge-secrets.logEndpoints.access.s3.s3SecretKey' <s3SecretKey>",
      "  Or, to deploy without this log endpoint, run: pulumi config set --path 'fastly-compute:edge.logEndpoints.access.enabled' false",
    ],
  },
];

describe("bad input", function () {
  this.timeout(120_000);
  const fastly = fastlyOfSuite();
  after(removeProjects);

  const open = (options: Partial<TestStackOptions>): Promise<TestStack> =>
    testStack({ files: {}, program: PROGRAM, fastly, ...options });

  function assertFailure(
    test: TestStack,
    run: { ok: boolean; exitCode: number; text: string },
    under: string,
    says: string[],
  ): void {
    const told = diagnosticsOf(run.text.replaceAll(test.directory, "PROGRAM"));
    assert.deepEqual(told, { [under]: `error: ${says.join("\n")}` }, run.text);
    assert.equal(run.ok, false);
    assert.notEqual(run.exitCode, 0);
  }

  for (const { title, files, program = PROGRAM, under, says } of CASES) {
    it(`${title} is one error in preview and in up, and nothing is created`, async () => {
      const test = await open({ files, program });
      fastly.clearRequests();
      assertFailure(test, await test.show("preview"), under, says);
      assertFailure(test, await test.show("up"), under, says);
      assert.deepEqual(test.writes(), []);
      if (files["app/fastly.toml"] !== undefined) {
        assert.equal(test.read("app/fastly.toml"), files["app/fastly.toml"]);
      }
      assert.ok(!existsSync(join(test.directory, "app/pkg/shop.tar.gz")));
    });
  }

  it("a store that Fastly does not have is one error of its component", async () => {
    const test = await open({
      files: { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM },
      program: 'new ComputeService("edge", { directory: "./app", kvStores: { data: { existingName: "nowhere" } } });',
    });
    fastly.clearRequests();
    for (const operation of ["preview", "up"] as const) {
      assertFailure(test, await test.show(operation), COMPONENT, [
        'Fastly has no KV store named "nowhere" [store-not-found]',
        "Correct [existingName], or remove [existingName] to make a new store.",
      ]);
    }
    assert.deepEqual(test.writes(), []);
  });

  it("a failed build of a later run does not change the deployed service", async () => {
    const files = { "app/fastly.toml": MANIFEST, "app/bin/main.wasm": TINY_WASM };
    const test = await open({ files });
    const { ok, text } = await test.show("up");
    assert.ok(ok, text);
    const before = fastly.service("shop");
    fastly.clearRequests();
    test.write("app/bin/main.wasm", "no Wasm");
    const invalid = buildError("wasm-invalid", { manifest, start: Buffer.from("no Wasm") });
    assertFailure(test, await test.show("up"), COMPONENT, linesOf(invalid));
    assert.deepEqual(test.writes(), []);
    assert.deepEqual(fastly.service("shop"), before);
  });

  it("a package over 100 MB is refused, and one over 50 MB gets a warning", async () => {
    const noise = randomBytes(52_000_000);
    const test = await open({
      // A service other than that of an earlier test.
      files: {
        "app/fastly.toml": MANIFEST.replace('"shop"', '"huge"'),
        "app/bin/main.wasm": Buffer.concat([TINY_WASM, noise]),
      },
    });
    fastly.clearRequests();
    const large = await test.show("preview");
    assert.ok(large.ok, large.text);
    const [bytes = ""] = /\b52\d{6}\b/.exec(large.text) ?? [];
    const warned = { manifest, bytes: Number(bytes), limit: 50_000_000 };
    assert.deepEqual(diagnosticsOf(large.text), {
      [COMPONENT]: `warning: ${formatDiagnostic(diagnostic("warning", packageError.explain("package-above-default-limit", warned)))}`,
    });

    test.write("app/bin/main.wasm", Buffer.concat([TINY_WASM, noise, noise]));
    const facts = { manifest, bytes: 104_000_062, limit: 100_000_000 };
    assertFailure(test, await test.show("up"), COMPONENT, linesOf(packageError("package-contents-too-large", facts)));
    assert.deepEqual(test.writes(), []);
  });
});
