import type { ChangedDomain, FormerDomain, HeldDomain } from "../../../sdk/checks/heldDomains";
import type { Cases } from "../case";
import { ID, OTHER } from "../given";

const [WEB, OLD, LINK] = ["urn:of:web", "urn:of:old", "urn:of:link"];

/** A domain that nothing else has, in a program that declares what is in `program`. */
function held(given: Partial<HeldDomain> = {}, program: string[] = []): HeldDomain {
  const none = { isOwn: false, others: [], links: [] };
  const isInProgram = (urn: string) => program.includes(urn);
  return { component: "edge", domain: "www.example.com", ...none, isInProgram, ...given };
}

function former(leads: string | undefined, service: string | undefined = ID): FormerDomain {
  return { component: "edge", domain: "www.example.com", urns: ["urn:of:tls", "urn:of:it"], service, leads };
}

function changed(leads: string | undefined, known: string = ID): ChangedDomain {
  return { domain: "www.example.com", urn: "urn:of:it", service: ID, known, leads };
}

export const CASES: Cases = {
  "domain-held": [
    [held({ others: [WEB] }, [WEB]), "Remove that resource from the program: the component takes its place"],
    [held({ others: [WEB, OLD] }), `'${WEB}'\n  pulumi state delete '${OLD}'\n  pulumi up`],
    [held({ others: [WEB], isOwn: true }), `pulumi state delete '${WEB}'`],
    [held({ others: [WEB], links: [LINK] }), `another resource of the stack has it: ${LINK}`],
    [held({ links: [LINK], isOwn: true }), `pulumi state delete '${LINK}'`],
    [held({ links: [LINK] }, [LINK]), `pulumi state delete '${LINK}'`],
    // The component takes the place of the only one. Nothing is deleted while the program has both.
    [held({ others: [WEB] }), undefined],
    [held({ others: [WEB], links: [LINK], isOwn: true }, [WEB, LINK]), undefined],
    [held(), undefined],
  ],
  "domain-led-elsewhere": [
    [former(OTHER), "'urn:of:tls'\n  pulumi state delete --target-dependents 'urn:of:it'\n  pulumi up"],
    [{ ...former(OTHER), service: undefined }, `the domain leads to the service ${OTHER} now`],
    [former(ID), undefined],
    [former(undefined), undefined],
  ],
  "domain-led-back": [
    [changed(OTHER), `leads to ${OTHER} instead of the service ${ID}`],
    [changed(OTHER, OTHER), undefined],
    [changed(ID, OTHER), undefined],
    [changed(undefined), undefined],
  ],
};
