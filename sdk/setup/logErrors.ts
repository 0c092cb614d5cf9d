import { catalogue } from "../errors/catalogue";
import { asSentence, configKey, howToSet } from "../errors/commands";

const LEFT_OUT = howToSet("edge", ["logEndpoints", "access", "enabled"], "false");

/** The errors of log endpoints, including what an update cannot do in one step. */
export const logError = catalogue({
  "log-provider-twice": {
    what: "A log endpoint has settings of more than one provider.",
    why: "A log endpoint sends logs to one place.",
    examples: [{ name: "access", keys: ["s3", "https"] }],
    explain: ({ name, keys }: { name: string; keys: string[] }) => ({
      problem: `The log endpoint "${name}" has settings of ${keys.join(" and ")}`,
      remedy: "Keep one of the providers.",
    }),
  },
  "log-provider-unknown": {
    what: "The arguments name an unknown log provider.",
    why: "Fastly has a fixed list of log providers. Each provider has a key of its own.",
    examples: [{ key: "elastic", known: ["elasticsearch", "s3"] }],
    explain: ({ key, known }: { key: string; known: readonly string[] }) => ({
      problem: `Fastly has no log provider "${key}"`,
      remedy: `Use one of: ${known.join(", ")}.`,
    }),
  },
  "log-provider-missing": {
    what: "A log endpoint has no log provider, or an unknown one.",
    why: "Neither the manifest nor the arguments name a provider that Fastly has.",
    examples: [
      { name: "access", known: ["https", "s3"], without: LEFT_OUT },
      { name: "access", given: "S4", known: ["https", "s3"], without: LEFT_OUT },
    ],
    explain: ({
      name,
      given,
      known,
      without,
    }: {
      name: string;
      given?: string;
      known: readonly string[];
      without: string;
    }) => ({
      problem:
        given === undefined
          ? `The log endpoint "${name}" has no provider`
          : `The log endpoint "${name}" has an unknown provider "${given}"`,
      remedy:
        `Pass logEndpoints: { "${name}": { <provider>: { … } } } with one of: ${known.join(", ")}\n  ` +
        `Or, to deploy without this log endpoint, ${without}`,
    }),
  },
  "log-setting-missing": {
    what: "A log endpoint has no value for settings that its provider needs.",
    why: "The manifest cannot hold these settings. Set them in the program or in the configuration.",
    examples: [
      {
        name: "access",
        provider: "HTTPS",
        lacks: "url",
        ways: [howToSet("edge", ["logEndpoints", "access", "https", "url"], "<url>")],
        without: LEFT_OUT,
      },
    ],
    explain: (facts: { name: string; provider: string; lacks: string; ways: string[]; without: string }) => ({
      problem: `The log endpoint "${facts.name}" (${facts.provider}) lacks ${facts.lacks}`,
      remedy: [...facts.ways.map(asSentence), `Or, to deploy without this log endpoint, ${facts.without}`].join("\n  "),
    }),
  },
  "log-url-unfit": {
    what: "The URL of an HTTPS log endpoint is no HTTPS address.",
    why: "Fastly sends logs to it over HTTPS only. The error does not quote a secret.",
    examples: [{ name: "access", shown: '"logs.example.com"' }],
    explain: ({ name, shown }: { name: string; shown: string }) => ({
      problem: `The log endpoint "${name}" (HTTPS) needs a [url] that begins with https:// and a host but got ${shown}`,
      remedy: "Give the whole address, such as https://logs.example.com/ingest.",
    }),
  },
  "link-becomes-dictionary": {
    what: "A dictionary would take the name of a store's link.",
    why: "Fastly's provider adds the dictionary before it removes the link. Fastly would refuse the name half-way.",
    examples: [{ name: "settings" }],
    explain: ({ name }: { name: string }) => ({
      problem: `"${name}" would be a dictionary in place of a store: ${BOTH_AT_ONCE}`,
      remedy: `Run pulumi up once without "${name}", then again with the dictionary.`,
    }),
  },
  "log-endpoint-moves": {
    what: "A log endpoint would move to another log provider under the same name.",
    why: "Fastly's provider adds the new endpoint before it removes the old one. Fastly would refuse the name half-way.",
    examples: [
      {
        name: "access",
        from: "HTTPS",
        to: "Amazon S3",
        inConfig: configKey("edge", ["logEndpoints", "access", "enabled"]),
      },
      { name: "access", from: "HTTPS", to: "Amazon S3" },
    ],
    explain: ({ name, from, to, inConfig }: { name: string; from: string; to: string; inConfig?: string }) => ({
      problem: `The log endpoint "${name}" would move from ${from} to ${to}: ${BOTH_AT_ONCE}`,
      remedy:
        "Remove the log endpoint first, then add it again. Logs in between are lost. " +
        (inConfig === undefined
          ? `Run pulumi up once with logEndpoints: { ${JSON.stringify(name)}: { enabled: false } }, then again without this line.`
          : `Run:\n  pulumi config set --path ${inConfig} false\n  pulumi up\n  pulumi config rm --path ${inConfig}\n  pulumi up`),
    }),
  },
});

const BOTH_AT_ONCE = "Fastly's provider adds the new one before it removes the old one of the same name";
