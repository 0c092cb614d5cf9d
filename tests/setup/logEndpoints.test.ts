import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Setup } from "../../sdk/manifest";
import { type LogEndpointArgs, logBlocks, resolveLogEndpoints } from "../../sdk/setup/logEndpoints";
import { LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { makeReport, revealed } from "../support/report";

function resolve(manifest: Setup["logEndpoints"], args?: Record<string, LogEndpointArgs>) {
  const { report, said } = makeReport();
  return { endpoints: resolveLogEndpoints(manifest, args, report), said: said() };
}

const command = (secret: boolean, setting: string) =>
  `Run: pulumi config set ${secret ? "--secret " : ""}--path 'fastly-compute:edge${secret ? "-secrets" : ""}.logEndpoints.${setting}'`;
const WITHOUT = `Or, to deploy without this log endpoint, run: ${command(false, "access.enabled").replace("Run: ", "")} false`;

describe("log endpoints", () => {
  it("get the settings of the program under the name in the code", () => {
    const { endpoints, said } = resolve(
      { access: { provider: "HTTPS" } },
      {
        access: { https: { url: "https://logs.example.com" } },
        errors: { https: { url: "https://errors.example.com" } },
      },
    );
    assert.deepEqual(said, []);
    assert.deepEqual(logBlocks(endpoints), {
      loggingHttps: [
        { name: "access", url: "https://logs.example.com" },
        { name: "errors", url: "https://errors.example.com" },
      ],
    });
  });

  it("may have another provider than in the manifest", () => {
    const { endpoints } = resolve(
      { access: { provider: "S3" } },
      { access: { syslog: { address: "logs.example.com" } } },
    );
    assert.deepEqual(logBlocks(endpoints), { loggingSyslogs: [{ name: "access", address: "logs.example.com" }] });
  });

  it("may be disabled", () => {
    assert.deepEqual(resolve({ access: { provider: "no such" } }, { access: { enabled: false } }), {
      endpoints: [],
      said: [],
    });
  });

  it("without settings cause an error with all necessary commands", () => {
    assert.deepEqual(resolve({ access: { provider: "Splunk" } }).said, [
      'error: The log endpoint "access" (Splunk) lacks url, token [log-setting-missing]',
      `${command(false, "access.splunk.url")} <url>`,
      `${command(true, "access.splunk.token")} <token>`,
      WITHOUT,
    ]);
  });

  it("with one of two credentials cause an error with the other one, and with the alternative", () => {
    const s3 = { bucketName: "logs", s3AccessKey: "id" };
    assert.deepEqual(resolve({ access: { provider: "S3" } }, { access: { s3 } }).said, [
      'error: The log endpoint "access" (Amazon S3) lacks s3AccessKey and s3SecretKey, or s3IamRole [log-setting-missing]',
      `${command(true, "access.s3.s3SecretKey")} <s3SecretKey>`,
      WITHOUT,
    ]);
    assert.deepEqual(resolve({}, { access: { s3: { ...s3, s3SecretKey: "key" } } }).said, []);
    assert.deepEqual(resolve({}, { access: { s3: { bucketName: "logs", s3IamRole: "role" } } }).said, []);
  });

  it("must have exactly one provider, which exists", () => {
    const known = [...LOG_PROVIDERS.keys()].join(", ");
    const pass = `Pass logEndpoints: { "access": { <provider>: { … } } } with one of: ${known}`;
    assert.deepEqual(resolve({ access: {} }).said, [
      'error: The log endpoint "access" has no provider [log-provider-missing]',
      pass,
      WITHOUT,
    ]);
    assert.deepEqual(resolve({ access: { provider: "Nobody" } }).said, [
      'error: The log endpoint "access" has an unknown provider "Nobody" [log-provider-missing]',
      pass,
      WITHOUT,
    ]);
    assert.deepEqual(resolve({}, { access: { ftp: {}, sftp: {} } }).said, [
      'error: The log endpoint "access" has settings of ftp and sftp [log-provider-twice]',
      "Keep one of the providers.",
    ]);
    assert.deepEqual(resolve({}, { access: { nobody: {} } as LogEndpointArgs }).said, [
      'error: Fastly has no log provider "nobody" [log-provider-unknown]',
      `Use one of: ${known}.`,
    ]);
  });

  for (const provider of LOG_PROVIDERS.values()) {
    it(`${provider.title}: credentials are secret, and do not appear in review`, async () => {
      const [chosen = []] = provider.oneOf ?? [];
      const names = [...new Set([...provider.required, ...chosen, ...provider.secrets])];
      const settings = Object.fromEntries(
        names.map((name) => [name, name === "url" ? "https://u:URL@h.example/URL?URL" : `<${name}>`]),
      );
      const { endpoints, said } = resolve({}, { access: { [provider.key]: settings } as LogEndpointArgs });
      assert.deepEqual(said, []);
      const [endpoint] = endpoints;
      assert.ok(endpoint);
      for (const name of names) {
        const { value, secret } = await revealed(endpoint.block[name]);
        assert.deepEqual([value, secret], [settings[name], provider.secrets.includes(name)], name);
      }
      const facts = JSON.stringify(endpoint.facts);
      for (const hidden of [...provider.secrets.map((name) => `<${name}>`), "URL"]) {
        assert.ok(!facts.includes(hidden), facts);
      }
    });
  }

  for (const [args, destination, encrypted] of [
    [{ https: { url: "https://u:p@logs.example.com:8443/t/token?x=1" } }, "https://logs.example.com:8443", true],
    [{ elasticsearch: { index: "i", url: "http://logs.example.com/x" } }, "http://logs.example.com", false],
    [{ syslog: { address: "logs.example.com", useTls: true } }, "logs.example.com", true],
    [{ syslog: { address: "logs.example.com" } }, "logs.example.com", false],
    [{ logentries: { token: "t" } }, undefined, true],
    [{ logentries: { token: "t", useTls: false, port: 1 } }, "1", false],
    [{ papertrail: { address: "logs.example.com", port: 1 } }, "logs.example.com", false],
    [{ sumologic: { url: "https://collectors.example.com/token" } }, undefined, true],
  ] as [LogEndpointArgs, string | undefined, boolean][]) {
    it(`show ${destination ?? "no destination"} in review, encrypted: ${encrypted}, for ${JSON.stringify(args)}`, () => {
      const { endpoints } = resolve({}, { access: args });
      assert.deepEqual(
        endpoints.map(({ facts }) => [facts.destination, facts.encrypted, facts.processingRegion]),
        [[destination, encrypted, "none"]],
      );
    });
  }

  it("have a secret URL in review when the configuration is secret", async () => {
    const { endpoints } = resolve({}, { access: { https: { url: pulumi.secret("https://logs.example.com/t") } } });
    const [{ facts } = { facts: undefined }] = endpoints;
    assert.deepEqual(await revealed(facts?.destination), { value: "https://logs.example.com", secret: true });
  });
});
