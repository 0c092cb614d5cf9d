import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { definitions } from "../../../local/provider/definitions";
import { providerFunction } from "../../../local/provider/functions";

/** Parts of the provider that the local engine echoes, as no Compute service needs them. */
const ECHOED: [names: RegExp, why: string][] = [
  [/^(Service(Vcl|ACLEntries|DynamicSnippetContent)|getVclSnippets)$/, "of VCL services alone"],
  [
    /^(Ngwaf(?!Workspace$)|getNgwaf)/,
    "what is in a workspace of the Next-Gen WAF: a service names the workspace alone",
  ],
  [/^(get)?ApiSecurity/, "what API Discovery has found in traffic"],
  [/^(DnsZone|TsigKey|getDnsZones|getTsigKeys)$/, "a DNS of Fastly's, of which no service is part"],
];

const SDKS: Record<11 | 12, string | undefined> = {
  11: dirname(require.resolve("@pulumi/fastly/package.json")),
  // CONTRIBUTING.md says how to get one.
  12: process.env.FASTLY_SDK_12,
};

describe("every resource and function of @pulumi/fastly", () => {
  for (const [version, directory] of Object.entries(SDKS)) {
    const major = Number(version) as 11 | 12;
    it(`${version} is modelled, or listed with a reason why it is echoed`, function () {
      if (directory === undefined) {
        console.log("      skipped: FASTLY_SDK_12 names no directory with @pulumi/fastly 12");
        return this.skip();
      }
      const files = readdirSync(directory).filter((name) => name.endsWith(".js"));
      const source = files.map((name) => readFileSync(join(directory, name), "utf8")).join("\n");
      const tokens = [...new Set(source.match(/fastly:index\/\w+:\w+/g))];
      assert.ok(tokens.length > 60, `${tokens.length} names`);
      const types = new Set(definitions(major).map(({ type }) => type));
      const isModelled = (token: string) => types.has(token) || providerFunction(token, major) !== undefined;
      const nameOf = (token: string) => token.split(":").at(-1) ?? "";
      const isEchoed = (token: string) => ECHOED.some(([names]) => names.test(nameOf(token)));
      assert.deepEqual(tokens.filter((token) => isModelled(token) === isEchoed(token)).map(nameOf), []);
    });
  }
});
