import { catalogue } from "../errors/catalogue";

/** Errors of what the program must not do, or what the engine does not tell. */
export const programError = catalogue({
  "other-component-failed": {
    what: "A component was not deployed, as another one of the program could not be made.",
    why: "Half of a program that cannot be run is not deployed. The other component's error says what is wrong.",
    examples: [{ component: "edge" }],
    tell: ({ component }: { component: string | undefined }) => ({
      problem: `It was not deployed, as ComputeService "${component}" of the program could not be made`,
      remedy: "Correct that one.",
    }),
  },
  "component-name-twice": {
    what: "The program has two components of one name.",
    why: "The engine tells the resources of the two apart by the name.",
    examples: [{ place: '"edge"' }],
    tell: ({ place }: { place: string }) => ({
      problem: `There are two ComputeServices ${place}`,
      remedy: "Give each a name of its own: the engine tells its resources from others by it.",
    }),
  },
  "service-adopted-twice": {
    what: "Two components of the program adopt the same service.",
    why: "Each would undo what the other has done. To remove one of them would delete the service under the other.",
    examples: [{ component: "two", id: "SU1Z0isxPaozGVKXdv0eY", file: "app/fastly.toml", first: "one" }],
    tell: ({ component, id, file, first }: { component: string; id: string; file: string; first: string }) => ({
      problem: `ComputeService "${component}" cannot adopt ${id} of ${file}: "${first}" of this program adopts it already`,
      remedy: "Give this one another directory or [environment], or remove it: a service belongs to one component.",
    }),
  },
  "state-unreadable": {
    what: "The engine did not tell what the stack's state has.",
    why: "Without it nobody knows whether a service would be made a second time.",
    examples: [{ reason: "unknown function pulumi:pulumi:getResource" }],
    tell: ({ reason }: { reason: string }) => ({
      problem: `What the stack has already could not be read from its state: ${reason}`,
      remedy: "Run the command again; if it fails for the same reason, with a newer Pulumi CLI.",
    }),
  },
});
