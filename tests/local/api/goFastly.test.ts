import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readFixtures } from "./goFastly/fixtures";
import { type Outcome, replay } from "./goFastly/replay";

/** A checkout of https://github.com/fastly/go-fastly, with recordings of its tests at the real API. */
const GO_FASTLY = process.env.GO_FASTLY;

/** Where the local Fastly's answers differ from the recordings, and why. */
const KNOWN: [names: RegExp, why: string][] = [
  [/^fixtures\/services\/(details|details_with_filters)/, "only VCL services have these parts"],
  [/^fixtures\/tls_subscription\/activate_version/, "a warning about VCL"],
  [/^fixtures\/tls_subscription\/compute\/activate_version/, "no name server is asked: reserved names are told alone"],
  [/^fixtures\/(services|services\/compute)\/cleanup/, "the newest recording refuses to delete a service twice"],
  [/^fixtures\/(kafkas|kafkas\/compute)\/create|^fixtures\/logentries/, "the real API has a number at random here"],
  [/^fixtures\/managed_logging\/recreate/, "an earlier name of Compute"],
  [/clientEncryption\//, "Fastly's own keys, and a secret that was sealed with one"],
  [
    /^fixtures\/(custom_tls_(activation|configuration)|platform_tls)\//,
    "written by hand: CERTIFICATE_ID, TLS_CONFIGURATION_ID, and a DELETE that answers",
  ],
  [/^fixtures\/tls_subscription\/(compute\/)?update/, "the authority blocks a domain that leads nowhere"],
  [/^fixtures\/(tokens|users)/, "another account"],
  [/^fixtures\/notifications\/(get|search)_integration/, "whether somebody has answered a mail, and another account"],
  [
    /list_acls|list_custom_dashboards|list_workspaces|^fixtures\/events\/|^fixtures\/(custom_tls_domain|tls)\/list|ListConfigStores\/empty|kv_store\/list-store/,
    "another account, with more or less in it",
  ],
  [/^domainmanagement\/.*\/update/, "links to a service of that account"],
  [/^fixtures\/domains\/validate-all/, "recorded of an account with other domains"],
  [/dictionary_items_batch\/delete|set_jpeg_type|get-before-enablement/, "the recordings do not tell their order"],
];

/** Parts that the local Fastly lacks: no Compute service, program or command for one uses them. */
const NOT_MODELLED: [folders: RegExp, why: string][] = [
  [
    /^fixtures\/(acls|acl_entries|acl_entries_batch|cache_settings|conditions|content|diff|director|gzips|headers|http3|pools)/,
    "parts of VCL services",
  ],
  [
    /^fixtures\/(erls|request_settings|response_objects|servers|settings|vcl|director_backends)/,
    "parts of VCL services",
  ],
  [/^airuntimecontrol\//, "AI Accelerator"],
  [/^(apisecurity|ngwaf)\//, "what products find in traffic, and how they judge it"],
  [/^dns\//, "a DNS of Fastly's"],
  [/^domainmanagement\/v1\/tools/, "names that could be bought"],
  [/^notifications\/v1\//, "who is told of what else happens to the account"],
  [/^fixtures\/(tokens|automation_tokens)/, "passwords and second factors"],
  [
    /^fixtures\/(stats|realtime_stats|domain_inspector|origin_inspector|observability_)/,
    "measurements of traffic that there was at Fastly",
  ],
];

/** The least number of equal answers, for go-fastly as of September 2026. */
const LEAST_SAME = 1_184;
const MOST_DIFFERENT = 58;

describe("recorded answers of the real API to go-fastly", function () {
  this.timeout(120_000);

  it("equal the answers of the local Fastly", async function () {
    if (GO_FASTLY === undefined) {
      console.log("      skipped: GO_FASTLY names no checkout of github.com/fastly/go-fastly");
      return this.skip();
    }
    const pkg = readFileSync(join(GO_FASTLY, "fastly/test_assets/package/valid.tar.gz"));
    const outcomes: Outcome[] = [];
    for (const interactions of readFixtures(GO_FASTLY).values()) {
      outcomes.push(...(await replay(interactions, pkg)));
    }
    const count = (result: (text: string) => boolean) => outcomes.filter((outcome) => result(outcome.result)).length;
    const same = count((text) => text === "same");
    const notModelled = count((text) => text === "not modelled");
    const different = outcomes.filter(({ result }) => result !== "same" && result !== "not modelled");
    console.log(
      `      ${outcomes.length} requests: ${same} same, ${different.length} different, ${notModelled} not modelled`,
    );
    console.log(table(outcomes));
    const lacking = outcomes
      .filter(({ result }) => result === "not modelled")
      .map(({ interaction }) => interaction.folder);
    assert.deepEqual(
      [...new Set(lacking)].filter((folder) => !NOT_MODELLED.some(([names]) => names.test(folder))),
      [],
    );
    const unknown = different.filter(({ interaction }) => !KNOWN.some(([names]) => names.test(interaction.name)));
    assert.deepEqual(unknown.map(told), []);
    assert.ok(same >= LEAST_SAME, `${same} are the same`);
    assert.ok(different.length <= MOST_DIFFERENT, `${different.length} are different`);
  });
});

function told({ interaction: { name, method, path }, result }: Outcome): string {
  return `${name}: ${method} ${path}: ${result}`;
}

/** The share of equal answers for each modelled part of the API. All others are one row. */
function table(outcomes: readonly Outcome[]): string {
  const rows = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const part = outcome.result === "not modelled" ? "not modelled" : partOf(outcome.interaction.path);
    rows.set(part, [...(rows.get(part) ?? []), outcome]);
  }
  const cells = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return cells.map(([part, of]) => `        ${part.padEnd(28)} ${counts(part, of)}`).join("\n");
}

function counts(part: string, outcomes: readonly Outcome[]): string {
  if (part === "not modelled") {
    return [...new Set(outcomes.map(({ interaction }) => interaction.folder.replace(/^fixtures\//, "")))].join(", ");
  }
  const same = outcomes.filter(({ result }) => result === "same").length;
  return `${same} same, ${outcomes.length - same} different`;
}

function partOf(path: string): string {
  const parts =
    path
      .split("?")[0]
      ?.split("/")
      .filter((part) => !/^([\w-]{22}|\d+)$/.test(part)) ?? [];
  return parts.slice(1, parts[1] === "service" ? 4 : 3).join("/");
}
