import assert from "node:assert/strict";
import { findLogProvider, LOG_PROVIDERS } from "../../sdk/setup/logProviders";
import { fieldsOf, loggingTypes } from "../support/fastlyTypings";

describe("log providers", () => {
  const known = loggingTypes();

  it("are all providers that the Fastly provider has for Compute", () => {
    assert.equal(known.size, 28);
    assert.deepEqual([...LOG_PROVIDERS.values()].map(({ property }) => property).sort(), [...known.keys()].sort());
  });

  for (const provider of LOG_PROVIDERS.values()) {
    it(`${provider.title}: required settings and credentials exist in the provider`, () => {
      const settings = fieldsOf(known.get(provider.property) ?? "");
      const names = settings.map(({ name }) => name);
      const required = settings
        .filter((setting) => setting.required && setting.name !== "name")
        .map(({ name }) => name);
      assert.deepEqual([...provider.required].sort(), required.sort());
      const mentioned = [...provider.secrets, ...(provider.oneOf ?? []).flat(), provider.destination];
      assert.deepEqual(
        mentioned.filter((name) => name !== "" && !names.includes(name)),
        [],
      );
      // A setting with a credential's name is one, whatever the provider's schema says.
      const credentials = names.filter((name) => /password|token|secretKey|accessKey|tlsClientKey/i.test(name));
      assert.deepEqual(
        credentials.filter((name) => !provider.secrets.includes(name)),
        [],
      );
    });
  }

  for (const [text, key] of [
    ["BigQuery", "bigquery"],
    ["Google BigQuery", "bigquery"],
    ["s3", "s3"],
    ["Amazon S3", "s3"],
    ["AWS S3", "s3"],
    ["NewRelic", "newrelic"],
    ["New Relic", "newrelic"],
    ["New Relic OTLP", "newrelicotlp"],
    ["Google Cloud Storage", "gcs"],
    ["Pub/Sub", "googlepubsub"],
    ["Azure Blob Storage", "blobstorage"],
    ["HTTPS", "https"],
    ["Grafana Cloud Logs", "grafanacloudlogs"],
    ["Sumo Logic", "sumologic"],
    ["Kinesis", "kinesis"],
    ["nobody", undefined],
  ] as const) {
    it(`include ${key ?? "nothing"} for "${text}"`, () => {
      assert.equal(findLogProvider(text)?.key, key);
    });
  }

  it("have no spelling in common", () => {
    const spellings = [...LOG_PROVIDERS.values()].flatMap((provider) => provider.aliases);
    assert.deepEqual(
      spellings.filter((spelling, index) => spellings.indexOf(spelling) !== index),
      [],
    );
    for (const provider of LOG_PROVIDERS.values()) {
      for (const spelling of [provider.key, provider.title, ...provider.aliases]) {
        assert.equal(findLogProvider(spelling)?.key, provider.key, spelling);
      }
    }
  });
});
