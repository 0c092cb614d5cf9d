import { catalogue } from "../errors/catalogue";

/** The errors of log endpoints, including what an update cannot do in one step. */
export const logError = catalogue({
  "log-provider-twice": {
    what: "A log endpoint has settings of more than one provider.",
    why: "One log endpoint sends logs to one place.",
    examples: [{ name: "access", keys: ["s3", "https"] }],
    tell: ({ name, keys }: { name: string; keys: string[] }) => ({
      problem: `The log endpoint "${name}" is given settings of ${keys.join(" and ")}`,
      remedy: "Keep one of them.",
    }),
  },
  "log-provider-unknown": {
    what: "The arguments name a log provider that Fastly does not have.",
    why: "Each provider has a key of its own among the settings.",
    examples: [{ key: "elastic", known: ["elasticsearch", "s3"] }],
    tell: ({ key, known }: { key: string; known: readonly string[] }) => ({
      problem: `Fastly has no log provider "${key}"`,
      remedy: `Use one of: ${known.join(", ")}.`,
    }),
  },
  "log-provider-missing": {
    what: "It is not known where a log endpoint sends its logs.",
    why: "The manifest names no provider, or one that Fastly does not have. The arguments name none either.",
    examples: [
      { name: "access", known: ["https", "s3"], without: "pulumi config set … false" },
      { name: "access", given: "S4", known: ["https", "s3"], without: "pulumi config set … false" },
    ],
    tell: ({
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
        `Pass logEndpoints: { "${name}": { <provider>: { … } } } with one of ${known.join(", ")}\n  ` +
        `Or, to deploy without it, run: ${without}`,
    }),
  },
  "log-setting-missing": {
    what: "A log endpoint lacks settings that its provider needs.",
    why: "The manifest has no place for them, so that they come from the program or the configuration.",
    examples: [
      {
        name: "access",
        provider: "HTTPS",
        lacks: "url",
        commands: ["pulumi config set --path 'fastly-compute:edge.logEndpoints.access.https.url' <url>"],
        without: "pulumi config set --path 'fastly-compute:edge.logEndpoints.access.enabled' false",
      },
    ],
    tell: (facts: { name: string; provider: string; lacks: string; commands: string[]; without: string }) => ({
      problem: `The log endpoint "${facts.name}" (${facts.provider}) lacks ${facts.lacks}`,
      remedy: [
        ...facts.commands.map((command) => `Run: ${command}`),
        `Or, to deploy without it, run: ${facts.without}`,
      ].join("\n  "),
    }),
  },
  "link-becomes-dictionary": {
    what: "A dictionary would take the name that a store's link has.",
    why: "Fastly's provider makes the new one while the old one still has the name. The update would fail half-way.",
    examples: [{ name: "settings" }],
    tell: ({ name }: { name: string }) => ({
      problem: `"${name}" would be a dictionary in place of a store: ${BOTH_AT_ONCE}`,
      remedy: `Run pulumi up once without "${name}", then again with the dictionary.`,
    }),
  },
  "log-endpoint-moves": {
    what: "A log endpoint would move to another kind of place under the same name.",
    why: "Fastly's provider makes the new one while the old one still has the name. The update would fail half-way.",
    examples: [
      { name: "access", from: "HTTPS", to: "Amazon S3", key: "'fastly-compute:edge.logEndpoints.access.enabled'" },
    ],
    tell: ({ name, from, to, key }: { name: string; from: string; to: string; key: string }) => ({
      problem: `The log endpoint "${name}" would move from ${from} to ${to}: ${BOTH_AT_ONCE}`,
      remedy:
        "Take it out first, and then make it anew. What the program logs to it in between is lost. Run:\n" +
        `  pulumi config set --path ${key} false\n  pulumi up\n  pulumi config rm --path ${key}\n  pulumi up`,
    }),
  },
});

const BOTH_AT_ONCE = "Fastly's provider would make the new one while the old one still has the name";
