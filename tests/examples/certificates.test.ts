import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LocalFastly, localStack, type Mock } from "../../local/index";
import { copyExample, EXAMPLE_ENV } from "../support/example";
import { removeProjects } from "../support/project";

/** Stand-ins for the large SDKs: of each, the class that the example uses. */
const SDKS = {
  "aws/index.js": ["aws:route53/record:Record", "{ route53: { Record: Class } }"],
  "cloudflare/index.js": ["cloudflare:index/dnsRecord:DnsRecord", "{ DnsRecord: Class }"],
} as const;

function example(): string {
  const directory = copyExample("certificates");
  for (const [file, [token, exported]] of Object.entries(SDKS)) {
    const at = join(directory, "node_modules/@pulumi", file);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(
      at,
      `class Class extends require("@pulumi/pulumi").CustomResource {
  constructor(name, args) { super("${token}", name, args); }
}
module.exports = ${exported};
`,
    );
  }
  return directory;
}

describe("examples/certificates", function () {
  this.timeout(120_000);
  after(removeProjects);

  it("shows its DNS records in preview, and gets certificates for domains of two DNS providers in one run", async () => {
    const fastly = await LocalFastly.start({ edge: false });
    const records: { name: string; type: string; values: string[] }[] = [];
    // The zones of both providers with a record.
    const zone: Mock = ({ inputs }) => {
      const { name, type, records: values, content } = inputs as Record<string, unknown>;
      records.push({ name: String(name), type: String(type), values: [values ?? content].flat().map(String) });
      fastly.setDns(records);
      return {};
    };
    try {
      const mocks = { [SDKS["aws/index.js"][0]]: zone, [SDKS["cloudflare/index.js"][0]]: zone };
      const stack = localStack({ program: example(), project: "certificates", fastly, env: EXAMPLE_ENV, mocks });
      const preview = await stack.preview();
      assert.deepEqual(preview.errors, []);
      const shown = preview.events.flatMap((event) =>
        event.kind === "step" && /[Rr]ecord$/.test(event.type) ? [event] : [],
      );
      assert.equal(shown.length, 4);
      assert.match(JSON.stringify(shown), /_acme-challenge\.www\.example\.com.*_acme-challenge\.www\.example\.net/);

      records.length = 0;
      const { errors, outputs } = await stack.up();
      assert.deepEqual(errors, []);
      assert.equal((outputs.notAfter as unknown[]).filter((each) => typeof each === "string").length, 2);
      const { subscriptions, activations } = fastly.state().tls;
      assert.deepEqual(
        subscriptions.map(({ state }) => state),
        ["issued", "issued"],
      );
      assert.deepEqual(activations.map(({ domain }) => domain).sort(), ["www.example.com", "www.example.net"]);
      assert.deepEqual(
        records.map(({ name, type, values }) => [name, type, values.length]).sort(),
        [
          "_acme-challenge.www.example.com",
          "_acme-challenge.www.example.net",
          "www.example.com",
          "www.example.net",
        ].map((name) => [name, "CNAME", 1]),
      );
      assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    } finally {
      await fastly.stop();
    }
  });
});
