import { catalogue } from "../errors/catalogue";
import { forget, runLines } from "../errors/commands";
import { nameOfUrn } from "../pulumi/urn";

const id = "SU1Z0isxPaozGVKXdv0eY";
const file = "app/fastly.toml";
const urn = "urn:pulumi:prod::shop::fastly-compute:index:ComputeService::edge";

const HOLDER = "urn:pulumi:prod::shop::fastly:index/serviceCompute:ServiceCompute::web";

/** Titles with their lines below. */
function sections(...parts: [title: string, lines: string[]][]): string[] {
  return parts.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [title, ...lines].join("\n  "));
}

/** Lines for links that are in the way of new stores with the same name. */
export interface LinkLines {
  lines: string[];
  undeclarable: string[];
}

/**
 * The end of the remedies for an incomplete adoption.
 *
 * @param urn the resource to remove from the state
 */
function stopAdoption(urn: string): string {
  return runLines([forget(urn), "pulumi up"], "To stop the adoption and leave the service as it is, run");
}

function linkRemedy({ lines, undeclarable }: LinkLines): string {
  return sections(
    ["Link the existing stores. Add these lines to the arguments:", lines],
    ["These links lead to no store. Give your stores other names:", undeclarable],
  ).join("\n");
}

/** The argument that allows the loss. */
const REMOVE = "{ removeUndeclared: true }";

/** What a service would lose. */
export interface Lost {
  component: string;
  id: string;
  /** Lines of arguments that keep the things. */
  lines: string[];
  /** Items of declared dictionaries, in words. */
  items: string[];
  /** Things that no argument can declare, in words. */
  undeclarable: string[];
}

const LOST: [Lost, Lost] = [
  { component: "edge", id, lines: ['domains: ["www.example.com"],'], items: [], undeclarable: [] },
  { component: "edge", id, lines: [], items: [], undeclarable: ["the health check api"] },
];

function lost({ component, id, lines, items, undeclarable }: Lost) {
  return {
    problem: `ComputeService "${component}": the service ${id} has something that the program does not declare, and would lose it`,
    remedy: [
      lines.length + items.length === 0
        ? `Let it be removed, with ${REMOVE}: no argument can declare it.`
        : `Declare it, or let it be removed with ${REMOVE}.`,
      ...sections(
        ["Add these lines to the arguments:", lines],
        ["Add these to [setup.dictionaries] or to the arguments:", items],
        [`No argument can declare these; only ${REMOVE} goes on without them:`, undeclarable],
      ),
    ].join("\n"),
  };
}

export const adoptionError = catalogue({
  "adoption-begun-of-another": {
    what: "The stack began to adopt another service, and no run completed the adoption.",
    why: "The state would lose the other service half-way.",
    examples: [{ component: "edge", id, file, held: "OTHER", urn }],
    explain: (facts: { component: string; id: string; file: string; held: string; urn: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the stack began to adopt another service, ${facts.held}, and no run completed the adoption`,
      remedy: `To go on with ${facts.held}, put service_id = "${facts.held}" into ${facts.file}.\n${stopAdoption(facts.urn)}`,
      effect: "forget",
    }),
  },
  "adoption-in-place-of-another": {
    what: "The stack already has another service for this component.",
    why: "The engine would import the new service, and delete the other one.",
    examples: [{ component: "edge", id, file, held: "OTHER" }],
    explain: (facts: { component: string; id: string; file: string; held: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the stack already has the service ${facts.held} for this component, and would delete it`,
      remedy:
        `To go on with ${facts.held}, remove existingService: "adopt". ` +
        `To adopt ${facts.id}, use another stack, or a ComputeService of another name.`,
    }),
  },
  "adoption-given-up": {
    what: "An adoption was begun but not completed, and the program no longer asks for it.",
    why: "The state already has the service. This run would change the service as if the stack had made it.",
    examples: [{ component: "edge", id, file, urn }],
    explain: (facts: { component: string; id: string; file: string; urn: string }) => ({
      problem: `ComputeService "${facts.component}" began to adopt the service ${facts.id}, and no run completed the adoption: the program no longer asks for it`,
      remedy: `To go on with the adoption, pass { existingService: "adopt" } again, with service_id = "${facts.id}" in ${facts.file}.\n${stopAdoption(facts.urn)}`,
      effect: "forget",
    }),
  },
  "no-service-to-adopt": {
    what: "The service to adopt is not at Fastly, or the API token cannot see it.",
    why: "The id is mistyped, the service was deleted, or the token belongs to another account.",
    examples: [{ component: "edge", id, file }],
    explain: (facts: { component: string; id: string; file: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: Fastly has no such service, or the token may not see it`,
      remedy: `Correct the service_id in ${facts.file}, or remove the line to make a new service.`,
    }),
  },
  "no-compute-service": {
    what: "The service to adopt is a VCL service, not a Compute service.",
    why: "The type of a service cannot change.",
    examples: [{ component: "edge", id, called: "shop", file }],
    explain: (facts: { component: string; id: string; called: string; file: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} ("${facts.called}") of ${facts.file}: it is not a Compute service`,
      remedy: `Correct the service_id in ${facts.file}.`,
    }),
  },
  "deployed-by-another-component": {
    what: "The stack already deploys the service, as another component.",
    why: "The engine would import the service here, and delete it there.",
    examples: [{ component: "edge", service: id, file, former: "old", below: "", alias: 'aliases: [{ name: "old" }]' }],
    explain: (facts: {
      component: string;
      service: string;
      file: string;
      former: string;
      below: string;
      alias: string;
    }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.service} of ${facts.file}: this stack already deploys it as "${facts.former}"${facts.below}, and would delete it there`,
      remedy:
        `Add ${facts.alias} to the resource options of "${facts.component}" if "${facts.former}" is its former name.\n` +
        `To keep both components, give "${facts.component}" another [directory] or [environment]: each needs its own service.`,
    }),
  },
  "service-twice-in-the-state": {
    what: "The stack's state has the service more than once.",
    why: "When one of the resources leaves the program, the engine deletes the service of the other.",
    examples: [{ component: "edge", id, file, times: 2, holders: [urn, `${urn}-2`], others: [`${urn}-2`] }],
    explain: (facts: {
      component: string;
      id: string;
      file: string;
      times: number;
      holders: string[];
      others: string[];
    }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the state has it ${facts.times} times, and the engine deletes it when one of these resources goes:\n  ${facts.holders.join("\n  ")}`,
      remedy: `Remove ${facts.others.length === 1 ? "this resource" : "these resources"} from the program and from the state. The service stays as it is. Run:\n  ${facts.others.map((each) => forget(each)).join("\n  ")}`,
      effect: "forget",
    }),
  },
  "adopted-beside-resource": {
    what: "The program still has the `fastly.ServiceCompute` of the service to adopt.",
    why: "The component's own resource takes its place. The engine accepts only one of the two.",
    examples: [{ component: "edge", id, file, holder: HOLDER }],
    explain: (facts: { component: string; id: string; file: string; holder: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the program still has the resource ${facts.holder}`,
      remedy: `Remove new fastly.ServiceCompute("${nameOfUrn(facts.holder)}", …) from the program. The service is updated in place, and nothing is deleted.`,
    }),
  },
  "write-only-dictionary": {
    what: "The service to adopt has a write-only dictionary, but the program does not declare it as write-only.",
    why: "Nobody can read the items. The provider could neither keep nor remove the dictionary.",
    examples: [{ component: "edge", id, names: ['"keys"'], lines: "dictionaries: { keys: { writeOnly: true } }," }],
    explain: ({ component, id, names, lines }: { component: string; id: string; names: string[]; lines: string }) => ({
      problem:
        `ComputeService "${component}" cannot adopt ${id}: the program does not declare ${names.length === 1 ? "the dictionary" : "the dictionaries"} ${names.join(", ")} as write-only. ` +
        "Nobody can read the items, and the provider could neither keep nor remove such a dictionary",
      remedy:
        `Declare the dictionary as write-only, with the items that the program writes. Other items stay as they are:\n  ${lines}\n` +
        "To remove the dictionary, take it out of the program in a later `up`.",
    }),
  },
  "filled-dictionary": {
    what: "`removeUndeclared` would remove a dictionary that has items.",
    why: "The provider removes a dictionary only after an earlier `up` has emptied it.",
    examples: [{ component: "edge", id, names: ['"old"'], lines: "dictionaries: { old: {} }," }],
    explain: ({ component, id, names, lines }: { component: string; id: string; names: string[]; lines: string }) => ({
      problem: `ComputeService "${component}": the provider cannot remove a dictionary with items from the service ${id}: ${names.join(", ")}`,
      remedy: `Run pulumi up once with this line in the arguments, which removes the items. Then remove the line and run pulumi up again:\n  ${lines}`,
    }),
  },
  "links-to-other-stores": {
    what: "The adopted service links other stores under declared names.",
    why: "The program could not reach the data of these stores. The provider cannot move a link.",
    examples: [{ component: "edge", id, lines: ['kvStores: { pages: { existingId: "abc" } },'], undeclarable: [] }],
    explain: ({ component, id, ...links }: { component: string; id: string } & LinkLines) => ({
      problem: `ComputeService "${component}": the service ${id} links other stores under the declared names; their data would be out of reach, and the provider cannot move a link`,
      remedy: linkRemedy(links),
    }),
  },
  "stores-under-links": {
    what: "New stores would get the names of existing links.",
    why: "The program would read the new stores, which have no data.",
    examples: [
      { component: "edge", id, lines: ['kvStores: { pages: { existingId: "abc" } },'], undeclarable: ["acl"] },
    ],
    explain: ({ component, id, ...links }: { component: string; id: string } & LinkLines) => ({
      problem: `ComputeService "${component}": the service ${id} already links stores under the declared names, and new stores would have no data`,
      remedy: linkRemedy(links),
    }),
  },
  undeclared: {
    what: "The adopted service has something that the program does not declare.",
    why: "The update would remove it. The error prints the lines that keep it.",
    examples: LOST,
    explain: lost,
  },
  "lost-by-adoption": {
    what: "The service to adopt has something that the program does not declare.",
    why: "The run would write into stores in use before the update is refused. The error prints the lines that keep it all.",
    examples: LOST,
    explain: lost,
  },
});
