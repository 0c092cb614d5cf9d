import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors that keep a policy pack from being used. */
export const packError = catalogue({
  "policy-pack-missing": {
    what: "The directory has no policy pack.",
    why: "A policy pack has a `PulumiPolicy.yaml`.",
    examples: [{ directory: "policies" }],
    explain: ({ directory }: { directory: string }) => ({
      problem: `There is no policy pack in ${directory}: it has no PulumiPolicy.yaml`,
      remedy: "Give the directory of a policy pack. `pulumi policy new` makes one.",
    }),
  },
  "policy-pack-not-installed": {
    what: "The packages that the policy pack needs are not installed.",
    why: "A policy pack needs its packages in its own directory, not in the program's.",
    examples: [{ directory: "policies" }],
    explain: ({ directory }: { directory: string }) => ({
      problem: `The packages of the policy pack in ${directory} are not installed`,
      remedy: `In ${directory}, run: npm install @pulumi/policy @pulumi/pulumi`,
    }),
  },
  "policy-pack-not-started": {
    what: "The process of a policy pack ended before it could be used.",
    why: "The pack has an error. The error shows what the process printed.",
    examples: [{ directory: "policies", said: ["SyntaxError: Unexpected token"] }],
    explain: ({ directory, said }: { directory: string; said: readonly string[] }) => ({
      problem: [`The policy pack in ${directory} did not start`, ...said].join("\n"),
      remedy: "Correct the pack. A pack must make exactly one `new PolicyPack(…)`.",
    }),
  },
  "policy-pack-config-unfit": {
    what: "The configuration of a policy pack does not fit its policies.",
    why: "Each policy says which settings it has. Each problem is listed.",
    examples: [{ pack: "fastly", problems: ["backend-tls: required property 'hosts' is missing"] }],
    explain: ({ pack, problems }: { pack: string; problems: readonly string[] }) => ({
      problem: [
        `The configuration of the policy pack ${pack} has problems:`,
        ...problems.map((text) => `  ${text}`),
      ].join("\n"),
      remedy: "Correct the file of --policy-pack-config.",
    }),
  },
});
