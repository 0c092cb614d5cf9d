import { catalogue } from "../errors/catalogue";
import { forget } from "../errors/commands";
import { giveUp } from "../errors/giveUp";

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

function linkRemedy({ lines, undeclarable }: LinkLines): string {
  return sections(
    ["Link the stores that are there; these lines belong to the arguments:", lines],
    ["These links lead to no store; give stores other names than theirs:", undeclarable],
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
    problem: `ComputeService "${component}": the service ${id} has what is not declared, and would lose it`,
    remedy: [
      lines.length + items.length === 0
        ? `Let it be removed, with ${REMOVE}; nothing declares it.`
        : `Declare it, or let it be removed with ${REMOVE}.`,
      ...sections(
        ["These lines belong to the arguments:", lines],
        ["These belong to [setup.dictionaries] or the arguments:", items],
        [`These cannot be declared, and go with ${REMOVE} only:`, undeclarable],
      ),
    ].join("\n"),
  };
}

export const adoptionError = catalogue({
  "adoption-begun-of-another": {
    what: "The stack has begun to adopt another service, and no run has completed that.",
    why: "The state would lose the other service half-way.",
    examples: [{ component: "edge", id, file, held: "OTHER", urn }],
    tell: (facts: { component: string; id: string; file: string; held: string; urn: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the stack has begun to adopt another service, ${facts.held}, and no run has completed that`,
      remedy: `To go on with that one, put service_id = "${facts.held}" into ${facts.file}.\n${giveUp(facts.urn)}`,
      does: "forget",
    }),
  },
  "adoption-in-place-of-another": {
    what: "The stack has another service in the component's place.",
    why: "The engine would import the service in place of that one, and delete that one.",
    examples: [{ component: "edge", id, file, held: "OTHER" }],
    tell: (facts: { component: string; id: string; file: string; held: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the stack has another service in its place, ${facts.held}, which would be deleted`,
      remedy:
        `Remove existingService: "adopt" to go on with ${facts.held}. ` +
        `${facts.id} can be adopted in another stack, or by a ComputeService of another name.`,
    }),
  },
  "adoption-given-up": {
    what: "An adoption was begun and not completed, and the program no longer says so.",
    why: "The service is in the state already. This run would change it as if it were the stack's own.",
    examples: [{ component: "edge", id, file, urn }],
    tell: (facts: { component: string; id: string; file: string; urn: string }) => ({
      problem: `ComputeService "${facts.component}" has begun to adopt the service ${facts.id}, and no run has completed that: this one would change it as if it were the stack's own`,
      remedy: `To go on with it, pass { existingService: "adopt" } again, with service_id = "${facts.id}" in ${facts.file}.\n${giveUp(facts.urn)}`,
      does: "forget",
    }),
  },
  "no-service-to-adopt": {
    what: "The service that is to be adopted is not at Fastly, or hidden from the API token.",
    why: "The id is mistyped, the service was deleted, or the token is of another account.",
    examples: [{ component: "edge", id, file }],
    tell: (facts: { component: string; id: string; file: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: Fastly has no such service, or the token may not see it`,
      remedy: `Correct the service_id in ${facts.file}, or remove the line to have a new service.`,
    }),
  },
  "no-compute-service": {
    what: "The service that is to be adopted delivers by VCL, and is no Compute service.",
    why: "A service stays of the type that it was made with.",
    examples: [{ component: "edge", id, called: "shop", file }],
    tell: (facts: { component: string; id: string; called: string; file: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} ("${facts.called}") of ${facts.file}: it is no Compute service`,
      remedy: `Correct the service_id in ${facts.file}.`,
    }),
  },
  "deployed-by-another-component": {
    what: "The stack deploys the service already, as another component.",
    why: "The engine would import it here, and delete it there.",
    examples: [{ component: "edge", service: id, file, former: "old", below: "", alias: 'aliases: [{ name: "old" }]' }],
    tell: (facts: {
      component: string;
      service: string;
      file: string;
      former: string;
      below: string;
      alias: string;
    }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.service} of ${facts.file}: this stack deploys it already, as "${facts.former}"${facts.below}, and would delete it there`,
      remedy:
        `Add ${facts.alias} to the resource options of "${facts.component}" when it is the same component.\n` +
        "When both are to stay, each needs a service of its own: give this one another directory or [environment].",
    }),
  },
  "service-twice-in-the-state": {
    what: "The stack's state has the service more than once.",
    why: "When one of the resources goes, the engine deletes the service under the other.",
    examples: [{ component: "edge", id, file, times: 2, holders: [urn, `${urn}-2`], others: [`${urn}-2`] }],
    tell: (facts: {
      component: string;
      id: string;
      file: string;
      times: number;
      holders: string[];
      others: string[];
    }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the stack has it ${facts.times} times, and deletes it when one of these resources goes:\n  ${facts.holders.join("\n  ")}`,
      remedy: `Take ${facts.others.length === 1 ? "this one" : "these"} out of the program, and out of the state, which leaves the service as it is. Run:\n  ${facts.others.map((each) => forget(each)).join("\n  ")}`,
      does: "forget",
    }),
  },
  "adopted-beside-resource": {
    what: "The program still has the `fastly.ServiceCompute` that a service is to be taken over from.",
    why: "The component's own resource takes the place of that one. The engine takes only one of the two.",
    examples: [{ component: "edge", id, file, holder: HOLDER }],
    tell: (facts: { component: string; id: string; file: string; holder: string }) => ({
      problem: `ComputeService "${facts.component}" cannot adopt ${facts.id} of ${facts.file}: the program still has the resource of that service, ${facts.holder}`,
      remedy: `Take new fastly.ServiceCompute("${facts.holder.slice(facts.holder.lastIndexOf("::") + 2)}", …) out of the program: the service is updated in place, and nothing is deleted.`,
    }),
  },
  "write-only-dictionary": {
    what: "The service that is to be adopted has a write-only dictionary, which is not declared as one.",
    why: "Nobody can read its items. The provider could neither keep nor remove it.",
    examples: [{ component: "edge", id, names: ['"keys"'], lines: "dictionaries: { keys: { writeOnly: true } }," }],
    tell: ({ component, id, names, lines }: { component: string; id: string; names: string[]; lines: string }) => ({
      problem:
        `ComputeService "${component}" cannot adopt ${id} with ${names.length === 1 ? "the dictionary" : "the dictionaries"} ${names.join(", ")} so: ` +
        "the items of a write-only dictionary can be read by nobody, and the provider could neither keep nor remove it",
      remedy:
        `Declare it as what it is, with the items that the program is to write; the others stay:\n  ${lines}\n` +
        "To remove it, take it out again in an `up` after that.",
    }),
  },
  "filled-dictionary": {
    what: "`removeUndeclared` would remove a dictionary that has items.",
    why: "The provider removes such a dictionary only when an earlier `up` has emptied it.",
    examples: [{ component: "edge", id, names: ['"old"'], lines: "dictionaries: { old: {} }," }],
    tell: ({ component, id, names, lines }: { component: string; id: string; names: string[]; lines: string }) => ({
      problem: `ComputeService "${component}": the provider does not remove a dictionary that has items from the service ${id} that it takes over: ${names.join(", ")}`,
      remedy: `Run pulumi up once with this line in the arguments, which removes the items, and then without it:\n  ${lines}`,
    }),
  },
  "links-to-other-stores": {
    what: "A service that is taken over links another store under a declared name.",
    why: "The data of that store would be out of the program's reach. The provider cannot move a link.",
    examples: [{ component: "edge", id, lines: ['kvStores: { pages: { existingId: "abc" } },'], undeclarable: [] }],
    tell: ({ component, id, ...links }: { component: string; id: string } & LinkLines) => ({
      problem: `ComputeService "${component}": the service ${id} has store links of the same name to other stores; their data would be out of reach, and the provider cannot move a link`,
      remedy: linkRemedy(links),
    }),
  },
  "stores-under-links": {
    what: "New stores would be made under names of links that are there.",
    why: "The program would read the new stores, which have no data.",
    examples: [
      { component: "edge", id, lines: ['kvStores: { pages: { existingId: "abc" } },'], undeclarable: ["acl"] },
    ],
    tell: ({ component, id, ...links }: { component: string; id: string } & LinkLines) => ({
      problem: `ComputeService "${component}": the service ${id} has stores under names for which new stores would be made, without their data`,
      remedy: linkRemedy(links),
    }),
  },
  undeclared: {
    what: "A service that is taken over has what is not declared.",
    why: "The update would remove it. The lines that keep it are printed.",
    examples: LOST,
    tell: lost,
  },
  "lost-by-adoption": {
    what: "A service that is to be adopted has what is not declared.",
    why: "The run would write into stores that are in use, before the update is refused. The lines that keep it are printed.",
    examples: LOST,
    tell: lost,
  },
});
