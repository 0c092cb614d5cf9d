import assert from "node:assert/strict";
import { type LogKind, logKinds } from "../../../local/api/kinds/logKinds";
import { comparePage } from "../../../local/page/comparePage";
import { indexPage } from "../../../local/page/indexPage";
import { shown } from "../../../local/page/secrets";
import { servicePage } from "../../../local/page/servicePage";
import { logEndpoint, service, stamps, state, version } from "./state";

/** The settings of each kind of log endpoint that are credentials. */
const CREDENTIALS: Record<LogKind, string> = {
  azureblob: "sas_token",
  bigquery: "secret_key user",
  cloudfiles: "access_key",
  datadog: "token",
  digitalocean: "access_key secret_key",
  elasticsearch: "password tls_client_key",
  ftp: "password",
  gcs: "secret_key",
  grafanacloudlogs: "token",
  heroku: "token",
  honeycomb: "token",
  https: "header_value tls_client_key",
  kafka: "password tls_client_key",
  kinesis: "access_key secret_key",
  logentries: "token",
  loggly: "token",
  logshuttle: "token",
  newrelic: "token",
  newrelicotlp: "token",
  openstack: "access_key",
  papertrail: "",
  pubsub: "secret_key",
  s3: "access_key secret_key",
  scalyr: "token",
  sftp: "password secret_key",
  splunk: "tls_client_key token",
  sumologic: "url",
  syslog: "tls_client_key token",
};

describe("the page hides", () => {
  for (const [kind, credentials] of Object.entries(CREDENTIALS) as [LogKind, string][]) {
    it(`${credentials || "nothing"} of a log endpoint of kind ${kind}, in a version and in a comparison`, () => {
      const versions = [
        version(1, { logging: [logEndpoint(kind, (field) => `old-value-of-${field}.`)] }),
        version(2, { logging: [logEndpoint(kind, (field) => `value-of-${field}.`)] }),
      ];
      const shop = service({ versions });
      const compared = comparePage(shop, state(), 1, 2) ?? "";
      for (const page of [servicePage(shop, state()) ?? "", compared]) {
        const missing = logKinds[kind].fields.split(" ").filter((field) => !page.includes(`>value-of-${field}.`));
        assert.equal(missing.sort().join(" "), credentials);
      }
      for (const field of credentials.split(" ").filter(Boolean)) {
        assert.match(compared, new RegExp(`<th scope="row">${field}</th><td><span class="hidden">hidden</span></td>`));
      }
    });
  }

  const texts: [text: string | number | boolean | null, shown: string][] = [
    ["https://example.com/path?page=2#part", "https://example.com/path?page=2#part"],
    ["https://user:pass@example.com/", "https://hidden@example.com/"],
    ["from http://a:b@x.example and http://c@y.example", "from http://hidden@x.example and http://hidden@y.example"],
    ["https://x.example/?a=1&api_key=abc&b=2", "https://x.example/?a=1&api_key=hidden&b=2"],
    ["https://x.example/?X-Amz-Signature=abc", "https://x.example/?X-Amz-Signature=hidden"],
    ["mail me@example.com", "mail me@example.com"],
    [true, "yes"],
    [false, "no"],
    [0, "0"],
    [null, ""],
  ];
  for (const [text, expected] of texts) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => assert.equal(shown(text), expected));
  }

  it("the values of secret stores, KV stores and write-only dictionaries, and the key of a client certificate", () => {
    const encoded = Buffer.from("hunter2").toString("base64");
    const shop = service({
      versions: [
        version(1, {
          active: true,
          dictionaries: [{ id: "d1", name: "keys", write_only: true, ...stamps }],
          backends: [{ name: "api", address: "a.example", ssl_client_key: "hunter2", ...stamps } as never],
        }),
      ],
      dictionaryItems: { d1: [{ item_key: "a", item_value: "hunter2", ...stamps }] },
    });
    const all = state({
      services: [shop],
      secretStores: [
        {
          ...{ id: "s1", name: "tokens", created_at: stamps.created_at },
          secrets: [{ name: "TOKEN", value: encoded, digest: "digest-of-it", created_at: stamps.created_at }],
        },
      ],
      kvStores: [
        {
          ...{ id: "k1", name: "data", location: null, ...stamps },
          items: [{ key: "robots", value: encoded, metadata: null, generation: 1 }],
        },
      ],
    });
    const pages = indexPage(all) + servicePage(shop, all);
    for (const [secret, isThere] of [
      ["TOKEN", true],
      ["robots", true],
      ["hunter2", false],
      [encoded, false],
      ["digest-of-it", false],
    ] as const) {
      assert.equal(pages.includes(secret), isThere, secret);
    }
  });
});
