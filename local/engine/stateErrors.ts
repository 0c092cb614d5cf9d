import { catalogue } from "pulumi-fastly-compute/internal";

const urn = "urn:pulumi:dev::shop::fastly-compute:index:ComputeService::edge";

/** Errors of the state files of the local engine. */
export const engineStateError = catalogue({
  "state-locked": {
    what: "Another run has the state of the stack.",
    why: "Two runs of one stack would each write over what the other has done.",
    examples: [{ processId: "4711", path: "dev/state.json.lock" }],
    tell: ({ processId, path }: { processId: string; path: string }) => ({
      problem: `The stack is locked by another run (process ${processId})`,
      remedy: `Wait for it to end; if it has, remove ${path}.`,
    }),
  },
  "state-unfit": {
    what: "The file is not a state of the local engine.",
    why: "It is another file, was cut, or was changed by hand.",
    examples: [{ path: "dev/state.json", why: "is not JSON" }],
    tell: ({ path, why }: { path: string; why: string }) => ({
      problem: `${path} is not a state file of the local engine: it ${why}`,
      remedy: "Name another file, or remove this one if the stack that it belonged to is gone.",
    }),
  },
  "state-secret-unreadable": {
    what: "A secret in the state cannot be opened.",
    why: "Each secret has a seal that shows any change.",
    tell: () => ({
      problem: "A secret in the state cannot be read: the state file was changed by hand, or is damaged",
      remedy: "Bring the file back from a copy, or remove it if the stack that it belonged to is gone.",
    }),
  },
  "state-passphrase-wrong": {
    what: "The passphrase is another one than that of the state.",
    why: "The secrets in the state are encrypted with it.",
    tell: () => ({
      problem: "The passphrase does not open the stack's state: it was written with another one",
      remedy: "Set PULUMI_CONFIG_PASSPHRASE to the passphrase the stack was made with.",
    }),
  },
  "state-resource-missing": {
    what: "The state does not have the resource that is to be taken out of it.",
    why: "The URN is misspelt, or the resource belongs to another stack.",
    examples: [{ urn }],
    tell: (facts: { urn: string }) => ({
      problem: `The state has no resource ${facts.urn}`,
      remedy: "To see what there is, run: pulumi stack",
    }),
  },
  "state-resource-needed": {
    what: "Other resources depend on the one that is to be taken out of the state.",
    why: "A state whose resources depend on what is not in it cannot be used.",
    examples: [{ urn, others: [`${urn}-service`] }],
    tell: (facts: { urn: string; others: readonly string[] }) => ({
      problem: `${facts.urn} cannot be taken out of the state, as others depend on it:\n  ${facts.others.join("\n  ")}`,
      remedy: "Pass --target-dependents to take them out as well.",
    }),
  },
  "state-resource-protected": {
    what: "The resource that is to be taken out of the state is protected.",
    why: "What is protected leaves the state only by force.",
    examples: [{ urns: [urn] }],
    tell: ({ urns }: { urns: readonly string[] }) => ({
      problem: `${urns.join(", ")} is protected`,
      remedy: "Pass --force to take it out of the state all the same.",
    }),
  },
});
