import { catalogue } from "../errors/catalogue";

/** Errors of programs, and of engines that do not answer. */
export const programError = catalogue({
  "other-component-failed": {
    what: "A component was not deployed because another component of the program has an error.",
    why: "A program is deployed as a whole or not at all. The other component's error says what is wrong.",
    examples: [{ component: "edge" }],
    explain: ({ component }: { component: string | undefined }) => ({
      problem: `This component was not deployed: ComputeService "${component}" of the same program has an error`,
      remedy: `Correct the error of "${component}". Its text is above or below this one.`,
    }),
  },
  "component-name-twice": {
    what: "Two components of the program have the same name.",
    why: "The engine tells resources apart by their names.",
    examples: [{ place: '"edge"' }],
    explain: ({ place }: { place: string }) => ({
      problem: `Two ComputeServices have the name ${place}`,
      remedy: "Give each ComputeService its own name: the engine tells resources apart by name.",
    }),
  },
  "service-adopted-twice": {
    what: "Two components of the program adopt the same service.",
    why: "Each component would undo the changes of the other. To remove one component would delete the service of the other.",
    examples: [{ component: "two", id: "SU1Z0isxPaozGVKXdv0eY", file: "app/fastly.toml", first: "one" }],
    explain: ({ component, id, file, first }: { component: string; id: string; file: string; first: string }) => ({
      problem: `ComputeService "${component}" cannot adopt ${id} of ${file}: ComputeService "${first}" of this program already adopts the same service`,
      remedy: `Give "${component}" another [directory] or [environment], or remove "${component}": a service belongs to one component.`,
    }),
  },
  "state-unreadable": {
    what: "The component could not read the stack's state.",
    why: "Without the state, the run might make the service a second time.",
    examples: [{ reason: "unknown function pulumi:pulumi:getResource" }],
    explain: ({ reason }: { reason: string }) => ({
      problem: `The stack's state could not be read: ${reason}`,
      remedy:
        "Run the command again. If it fails the same way, install a newer Pulumi CLI: https://www.pulumi.com/docs/install/",
    }),
  },
});
