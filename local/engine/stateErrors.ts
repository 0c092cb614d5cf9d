import { catalogue } from "pulumi-fastly-compute/internal";

const urn = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge";

/** Errors of the state files of the local engine. */
export const engineStateError = catalogue({
  "state-locked": {
    what: "Another run uses the state of the stack.",
    why: "Two runs of one stack would overwrite each other's changes.",
    examples: [{ processId: "4711", path: "dev/state.json.lock" }],
    explain: ({ processId, path }: { processId: string; path: string }) => ({
      problem: `The stack is locked by another run (process ${processId})`,
      remedy: `Wait until that run ends. If it has ended, remove ${path}.`,
    }),
  },
  "state-unfit": {
    what: "The file is not a state of the local engine.",
    why: "The file is something else, was cut off, or was changed by hand.",
    examples: [{ path: "dev/state.json", why: "is not JSON" }],
    explain: ({ path, why }: { path: string; why: string }) => ({
      problem: `${path} is not a state file of the local engine: it ${why}`,
      remedy: "Name another file, or remove this one if its stack is gone.",
    }),
  },
  "state-secret-unreadable": {
    what: "A secret in the state cannot be decrypted.",
    why: "Each secret has a seal that shows every change.",
    explain: () => ({
      problem: "A secret in the state cannot be read: the state file was changed by hand, or is damaged",
      remedy: "Restore the file from a copy, or remove the file if its stack is gone.",
    }),
  },
  "state-passphrase-wrong": {
    what: "The state was encrypted with another passphrase.",
    why: "The secrets in the state are encrypted with a passphrase.",
    explain: () => ({
      problem: "The passphrase does not open the stack's state: another passphrase encrypted the state",
      remedy: "Set PULUMI_CONFIG_PASSPHRASE to the passphrase that the stack was made with.",
    }),
  },
  "state-resource-missing": {
    what: "The state does not have the resource that should be removed from it.",
    why: "The URN is misspelt, or the resource belongs to another stack.",
    examples: [{ urn }],
    explain: (facts: { urn: string }) => ({
      problem: `The state has no resource ${facts.urn}`,
      remedy: "To see the stack's resources, run: pulumi stack",
    }),
  },
  "state-resource-needed": {
    what: "Other resources depend on the one that should be removed from the state.",
    why: "A state is unusable when its resources depend on something that is missing.",
    examples: [{ urn, others: [`${urn}-service`] }],
    explain: (facts: { urn: string; others: readonly string[] }) => ({
      problem: `${facts.urn} cannot be removed from the state because other resources depend on it:\n  ${facts.others.join("\n  ")}`,
      remedy: "Pass --target-dependents to remove those resources as well.",
    }),
  },
  "state-resource-protected": {
    what: "The resource that should be removed from the state is protected.",
    why: "A protected resource leaves the state only by force.",
    examples: [{ urns: [urn] }],
    explain: ({ urns }: { urns: readonly string[] }) => ({
      problem: `${urns.join(", ")} is protected`,
      remedy: "Pass --force to remove it from the state anyway.",
    }),
  },
});
