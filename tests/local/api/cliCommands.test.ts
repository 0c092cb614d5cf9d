import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LocalFastly } from "../../../local/api";
import type { State } from "../../../local/api/state";
import { fastlyBinary, fastlyCli } from "../../support/fastlyCli";
import { makeProject, removeProjects } from "../../support/project";
import { packageOf } from "./helpers";

/** Placeholders for ids in a command: those of the thing made last. */
const IDS: Record<string, (state: State) => string | undefined> = {
  SERVICE: ({ services }) => services.at(-1)?.id,
  DICTIONARY: ({ services }) => services.at(-1)?.versions[0]?.dictionaries.at(-1)?.id,
  LINK: ({ services }) => services.at(-1)?.versions[0]?.links.at(-1)?.id,
  CONFIG: ({ configStores }) => configStores.at(-1)?.id,
  KV: ({ kvStores }) => kvStores.at(-1)?.id,
  SECRETS: ({ secretStores }) => secretStores.at(-1)?.id,
  ACL: ({ acls }) => acls.at(-1)?.id,
  DOMAIN: ({ managedDomains }) => managedDomains.at(-1)?.id,
  ALERT: ({ alerts }) => alerts.at(-1)?.id,
  DASHBOARD: ({ dashboards }) => dashboards.at(-1)?.id,
  INTEGRATION: ({ integrations }) => integrations.at(-1)?.id,
  KEY: ({ accessKeys }) => accessKeys.at(-1)?.access_key,
  WORKSPACE: ({ ngwafWorkspaces }) => ngwafWorkspaces.at(-1)?.id,
  USER: ({ users }) => users.at(-1)?.id,
  GRANT: ({ serviceAuthorizations }) => serviceAuthorizations.at(-1)?.id,
  SUBSCRIPTION: ({ tls }) => tls.subscriptions.at(-1)?.id,
};

/** Commands by topic. Each has to succeed. The text after `=>` must be in its output. */
const COMMANDS: Record<string, string> = {
  services: `
    service create --name shop --type wasm
    service list --page 1 --per-page 5 --sort name --direction descend => shop
    service search --name shop => SERVICE
    service update --service-id SERVICE --comment c
    service describe --service-id SERVICE => Comment: c
    service auth list --json
    service rate-limit list --service-id SERVICE --version 1`,
  "versions and what is in them": `
    service domain create V --name www.example.com
    service domain update V --name www.example.com --comment c
    service domain describe V --name www.example.com => Comment: c
    service domain validate V --all => Valid: false
    service healthcheck create V --name h --host h --path /
    service healthcheck update V --name h --new-name up --threshold 4
    service healthcheck describe V --name up => Threshold: 4
    service backend create V --name b --address example.com --healthcheck up
    service backend update V --name b --address 1.2.3.4 --port 8080
    service backend list V => 1.2.3.4
    service dictionary create V --name d
    service dictionary update V --name d --new-name e
    service dictionary-entry create --service-id SERVICE --dictionary-id DICTIONARY --key k --value v
    service dictionary-entry update --service-id SERVICE --dictionary-id DICTIONARY --key k --value w
    service dictionary-entry list --service-id SERVICE --dictionary-id DICTIONARY --sort item_key => Item Value: w
    service dictionary-entry delete --service-id SERVICE --dictionary-id DICTIONARY --key k
    service logging s3 create V --name l --bucket b --access-key a --secret-key s
    service logging s3 update V --name l --period 10
    service logging s3 describe V --name l => Period: 10
    compute validate --package p.tar.gz
    compute update V --package p.tar.gz
    service version validate V => is valid
    service version update V --comment first
    service version stage V
    service version unstage V
    service version activate V
    service version clone V --json => "Number": 2
    service version lock --service-id SERVICE --version 2
    service purge --service-id SERVICE --all
    service purge --service-id SERVICE --key k --soft => soft: true
    service version deactivate V
    service version list --service-id SERVICE`,
  "stores and links": `
    config-store create --name c
    config-store-entry create --store-id CONFIG --key a --value b
    config-store-entry update --store-id CONFIG --key b --value c --upsert
    config-store-entry list --store-id CONFIG => "c"
    config-store describe --store-id CONFIG --metadata --json => "item_count": 2
    config-store update --store-id CONFIG --name cc
    service resource-link create V2 --resource-id CONFIG --name cfg --autoclone
    config-store list-services --store-id CONFIG => shop
    config-store-entry delete --store-id CONFIG --all --auto-yes
    kv-store create --name k --location EU
    kv-store-entry create --store-id KV --key a --value b --metadata m
    kv-store-entry create --store-id KV --key a --value c --append
    kv-store-entry get --store-id KV --key a => bc
    kv-store-entry describe --store-id KV --key a --json => "generation": "2"
    kv-store-entry list --store-id KV --prefix a --consistency eventual
    kv-store-entry delete --store-id KV --key a
    kv-store delete --store-id KV
    secret-store create --name s
    secret-store-entry create --store-id SECRETS --name n --file secret
    secret-store-entry create --store-id SECRETS --name n --file secret --recreate => Recreated
    secret-store-entry list --store-id SECRETS --limit 1 => n
    secret-store-entry delete --store-id SECRETS --name n
    secret-store delete --store-id SECRETS
    compute acl create --name a
    compute acl update --acl-id ACL --operation create --prefix 192.0.2.0/24 --action BLOCK
    compute acl lookup --acl-id ACL --ip 192.0.2.7 => BLOCK
    compute acl list-entries --acl-id ACL --json => 192.0.2.0/24
    compute acl delete --acl-id ACL`,
  "domains and certificates": `
    domain create --fqdn shop.example.com
    domain update --domain-id DOMAIN --service-id SERVICE
    domain list --limit 1 --sort fqdn => SERVICE
    tls-config update --id CONFDEFAULT --name ours
    tls-config list => ours
    tls-subscription create --domain shop.example.com
    tls-subscription describe --id SUBSCRIPTION --include tls_authorizations
    tls-subscription list --filter-state pending --json => SUBSCRIPTION
    tls-subscription update --id SUBSCRIPTION --domain shop.example.com --domain b.example.com --common-name b.example.com
    tls-custom domain list --sort id
    tls-custom activation list
    tls-custom certificate list --sort created_at
    tls-custom private-key list --filter-in-use false
    tls-platform list
    tls-subscription delete --id SUBSCRIPTION
    domain delete --domain-id DOMAIN`,
  "what watches, and whom it tells": `
    integration slack create --name w --webhook https://hooks.example.com/ --json => integration_id
    integration slack update INTEGRATION --webhook https://hooks.example.com/2 --name x
    integration describe INTEGRATION => hooks.example.com/2
    integration list --type slack => x
    integration list-types => Mailing List
    service alert create --name a --description d --source stats --metric status_5xx --type above_threshold --threshold 1 --period 5m --integrations INTEGRATION
    service alert describe --id ALERT => above_threshold
    service alert history --definition-id ALERT
    service alert delete --id ALERT
    integration delete INTEGRATION
    dashboard create --name d
    dashboard item create --dashboard-id DASHBOARD --title t --subtitle s --source-type stats.edge --metric requests --plot-type line
    dashboard describe --id DASHBOARD => Plot Type: line
    dashboard delete --id DASHBOARD`,
  "the account": `
    whoami => Local Fastly
    pops => FRA
    ip-list => 151.101.0.0/16
    products --service-id SERVICE --enable fanout
    user create --login a@example.com --name A --role engineer
    user describe --current => local@localhost
    user update --id USER --name B
    service auth create --user-id USER --service-id SERVICE --permission full
    service auth update --id GRANT --permission read_only
    service auth describe --id GRANT => read_only
    service auth delete --id GRANT
    user delete --id USER
    object-storage access-keys create --description d --permission read-write-objects --bucket b => secret:
    object-storage access-keys get --ak-id KEY => read-write-objects
    object-storage access-keys delete --ak-id KEY
    ngwaf workspace create --description d --blockingMode log --name w
    ngwaf workspace update --workspace-id WORKSPACE --blockingMode block
    ngwaf workspace get --workspace-id WORKSPACE => block
    ngwaf workspace delete --workspace-id WORKSPACE`,
};

/** A command takes a third of a second, so only the long run has all of them. */
const isLong = Boolean(process.env.TEST_LONG);
const SHORT = ["service create", "object-storage", "service auth create", "user create", "tls-config"];

describe("commands of the real Fastly CLI for Compute", function () {
  this.timeout(120_000);
  let api: LocalFastly;
  let run: ReturnType<typeof fastlyCli>;
  let cwd: string;
  before(async function () {
    if (fastlyBinary() === undefined) {
      console.log("      skipped: the Fastly CLI is not installed for this platform");
      this.skip();
    }
    cwd = makeProject({ secret: "hunter2" });
    writeFileSync(join(cwd, "p.tar.gz"), packageOf());
    api = await LocalFastly.start({ edge: false });
    run = fastlyCli(api);
  });
  after(async () => {
    await api?.stop();
    removeProjects();
  });

  /** Fills in the present ids. */
  const withIds = (text: string, state: State) =>
    text
      .replace(/ V2( |$)/, " --service-id SERVICE --version 2$1")
      .replace(/ V( |$)/, " --service-id SERVICE --version 1$1")
      .replace(/\b[A-Z]{2,}\b/g, (name) => IDS[name]?.(state) ?? name);

  for (const [title, lines] of Object.entries(COMMANDS)) {
    it(`do what they say: ${title}`, async () => {
      for (const line of lines.trim().split("\n")) {
        const [command = "", expected = ""] = line.trim().split(" => ");
        if (isLong || SHORT.some((start) => command.startsWith(start))) {
          const printed = await run(withIds(command, api.state()).split(" "), { cwd });
          assert.ok(printed.includes(withIds(expected, api.state())), `${command}\n${printed}`);
        }
      }
      const unknown = api.requests.filter(({ status }) => status === 404 || status === 405 || (status ?? 0) >= 500);
      assert.deepEqual(
        unknown.map(({ method, path }) => `${method} ${path}`),
        [],
      );
    });
  }
});
