import { catalogue } from "../errors/catalogue";

const chooseOne = (ways: string[]) => ["Choose one of:", ...ways].join("\n  ");

const id = "SU1Z0isxPaozGVKXdv0eY";
const file = "app/fastly.toml";
const ways = ['{ existingService: "adopt" } to take it over into this stack'];

/** The errors that keep a new service from being made. */
export const newServiceError = catalogue({
  "image-optimizer-of-new-service": {
    what: "A service that is not there yet would have settings of the Image Optimizer.",
    why: "Fastly takes them while the product is on, which it can only be for a service that is there.",
    examples: [{ name: "edge" }],
    tell: ({ name }: { name: string }) => ({
      problem: `ComputeService "${name}" has [imageOptimizer], and its service is not there yet`,
      remedy:
        "Run pulumi up once without [imageOptimizer]. Give it again, and with the id of the service run:\n" +
        "  fastly products --enable=image_optimizer --service-id=<id>\n  pulumi up",
    }),
  },
  "service-not-shown": {
    what: "The manifest names a service that Fastly does not show to the API token.",
    why: "The service is of another account, or the id is wrong. A second service would go live beside the first.",
    examples: [{ component: "edge", file, id, ways: [`the API token of the account that has ${id}`] }],
    tell: (facts: { component: string; file: string; id: string; ways: string[] }) => ({
      problem:
        `ComputeService "${facts.component}" would create a service, but ${facts.file} already names one, ${facts.id}, ` +
        "which Fastly does not show to this API token: it is of another account, or the id is wrong",
      remedy: chooseOne(facts.ways),
    }),
  },
  "deleted-service-of-another": {
    what: "The manifest names a service that was deleted, and nothing says that this stack had deployed it.",
    why: "The id may be there for another stack or checkout. Only the id of a service of this stack's own is replaced.",
    examples: [
      {
        component: "edge",
        file,
        id,
        ways: ['{ existingService: "ignore" } to have a new one and leave the line alone'],
      },
    ],
    tell: (facts: { component: string; file: string; id: string; ways: string[] }) => ({
      problem:
        `ComputeService "${facts.component}" would create a service, but ${facts.file} already names one, ${facts.id}, ` +
        "which was deleted at Fastly: nothing says that this stack had deployed it",
      remedy: chooseOne(facts.ways),
    }),
  },
  "service-not-looked-up": {
    what: "The manifest names a service, and Fastly did not answer whether it exists.",
    why: "The careful guess is that the service exists. A second one would go live beside it.",
    examples: [
      {
        component: "edge",
        file,
        id,
        problem: "GET https://api.fastly.com was not answered",
        remedy: "Check the network.",
      },
    ],
    tell: (facts: { component: string; file: string; id: string | undefined; problem: string; remedy: string }) => ({
      problem: `ComputeService "${facts.component}" would create a service, but ${facts.file} already names one, ${facts.id}, which could not be looked up: ${facts.problem}`,
      remedy: facts.remedy,
    }),
  },
  "service-exists": {
    what: "The manifest names a service that exists, and the stack does not have it.",
    why: "A second service, which nobody asked for, would go live beside the first.",
    examples: [{ component: "edge", file, id, called: "shop", known: "", ways }],
    tell: (facts: {
      component: string;
      file: string;
      id: string | undefined;
      called: string;
      known: string;
      ways: string[];
    }) => ({
      problem: `ComputeService "${facts.component}" would create a service, but ${facts.file} already names one: ${facts.id} ("${facts.called}"), which exists at Fastly${facts.known}`,
      remedy: chooseOne(facts.ways),
    }),
  },
  "service-of-base-manifest": {
    what: "An environment has no `service_id`, and `fastly.toml` names a service.",
    why: "An environment has a service of its own. Who comes from the Fastly CLI may mean the one in `fastly.toml`.",
    examples: [
      { component: "edge", environment: "prod", base: file, id, called: "", ways },
      { component: "edge", environment: "prod", base: file, id, called: "", file: "app/fastly.prod.toml", ways },
    ],
    tell: (facts: {
      component: string;
      environment: string | undefined;
      base: string;
      id: string;
      called: string;
      /** The environment's own file, when the user wants to adopt the service. */
      file?: string;
      ways: string[];
    }) => ({
      problem:
        facts.file !== undefined
          ? `ComputeService "${facts.component}" would create a service and adopt none, as ${facts.file} has no service_id`
          : `ComputeService "${facts.component}" would create a service for the environment "${facts.environment}", besides the one that ${facts.base} names: ${facts.id}${facts.called}`,
      remedy: chooseOne(facts.ways),
    }),
  },
  "service-name-twice": {
    what: "Two new services of the program would have one name.",
    why: "No two services of an account can have the same name. The second one would fail half-way.",
    examples: [{ component: "edge", name: "shop", other: 'ComputeService "api"' }],
    tell: ({ component, name, other }: { component: string; name: string; other: string }) => ({
      problem: `ComputeService "${component}" would create a service named "${name}", as ${other} of this program would`,
      remedy: "Give one of the two another [serviceName]: no two services can have the same name.",
    }),
  },
  "service-name-taken": {
    what: "Another service has the name that the new one would have.",
    why: "No two services of an account can have the same name.",
    examples: [
      { component: "edge", name: "shop", otherwise: "set [serviceName].", holder: id, file, state: "is active" },
      { component: "edge", name: "shop", otherwise: "set [serviceName].", holder: id, file },
      {
        component: "front",
        name: "shop",
        otherwise: "set [serviceName].",
        holder: id,
        file,
        state: "is active",
        stack: { component: "edge", alias: '{ aliases: [{ name: "edge" }] }' },
      },
      { component: "edge", name: "shop", otherwise: "set [serviceName].", file },
    ],
    tell: (facts: {
      component: string;
      name: string;
      /** The other way on. */
      otherwise: string;
      file: string;
      /** The id of the service with that name. Undefined when it is not known. */
      holder?: string;
      /** The state of that service. Undefined when it has never been active. */
      state?: string;
      /** The component by which this stack has the service, and the resource option that makes it the present one. */
      stack?: { component: string; alias?: string };
    }) => ({
      problem: `ComputeService "${facts.component}" would create a service named "${facts.name}", as another one is already`,
      remedy:
        facts.holder === undefined
          ? `Choose another name: ${facts.otherwise}`
          : facts.stack !== undefined
            ? `The name belongs to the service ${facts.holder}, which this stack has as "${facts.stack.component}".\n` +
              (facts.stack.alias === undefined
                ? `Choose another name: ${facts.otherwise}`
                : `Add ${facts.stack.alias} to the resource options of "${facts.component}" when that was "${facts.stack.component}" before. Otherwise ${facts.otherwise}`)
            : facts.state !== undefined
              ? `The name belongs to the service ${facts.holder}, which ${facts.state}. ` +
                `To take it over, put service_id = "${facts.holder}" into ${facts.file} and pass { existingService: "adopt" }. Otherwise ${facts.otherwise}`
              : `The name belongs to the service ${facts.holder}, which has never had an active version.\n` +
                `Did a run that was interrupted leave it behind? Then delete it. Run:\n` +
                `  fastly service delete --service-id=${facts.holder}\n  pulumi up\nOtherwise ${facts.otherwise}`,
    }),
  },
});
