import { catalogue } from "../errors/catalogue";

const chooseOne = (ways: string[]) => ["Choose one of:", ...ways].join("\n  ");

const id = "SU1Z0isxPaozGVKXdv0eY";
const file = "app/fastly.toml";
const ways = ['{ existingService: "adopt" } to adopt the service into this stack'];

/** The errors that keep a new service from being made. */
export const newServiceError = catalogue({
  "image-optimizer-of-new-service": {
    what: "A new service has settings of the Image Optimizer.",
    why: "Fastly accepts the settings only while the product is on. Only an existing service can have the product on.",
    examples: [{ name: "edge" }],
    explain: ({ name }: { name: string }) => ({
      problem: `ComputeService "${name}" has [imageOptimizer], but its service does not exist yet`,
      remedy:
        "Run pulumi up once without [imageOptimizer]. Then add [imageOptimizer] again. With the id of the new service, run:\n" +
        "  fastly products --enable=image_optimizer --service-id=<id>\n  pulumi up",
    }),
  },
  "service-not-shown": {
    what: "The manifest names a service that the API token cannot see.",
    why: "The service belongs to another account, or the id is wrong. A second service would go live beside the first.",
    examples: [{ component: "edge", file, id, ways: [`use the API token of the account that has ${id}`] }],
    explain: (facts: { component: string; file: string; id: string; ways: string[] }) => ({
      problem:
        `ComputeService "${facts.component}" would create a service, but ${facts.file} already names the service ${facts.id}: ` +
        "the API token cannot see this service, which belongs to another account, or the id is wrong",
      remedy: chooseOne(facts.ways),
    }),
  },
  "deleted-service-of-another": {
    what: "The manifest names a deleted service, and nothing says that this stack deployed it.",
    why: "Another stack or checkout may need the id. The component replaces only the id of its own stack's service.",
    examples: [
      {
        component: "edge",
        file,
        id,
        ways: ['{ existingService: "ignore" } to make a new service and leave app/fastly.toml as it is'],
      },
    ],
    explain: (facts: { component: string; file: string; id: string; ways: string[] }) => ({
      problem:
        `ComputeService "${facts.component}" would create a service, but ${facts.file} already names the service ${facts.id}, ` +
        "which was deleted at Fastly: nothing says that this stack deployed it",
      remedy: chooseOne(facts.ways),
    }),
  },
  "service-not-looked-up": {
    what: "The manifest names a service, but Fastly did not answer whether it exists.",
    why: "The service may well exist. Then a second service would go live beside the first.",
    examples: [
      {
        component: "edge",
        file,
        id,
        problem: "GET https://api.fastly.com was not answered",
        remedy: "Check the network.",
      },
    ],
    explain: (facts: { component: string; file: string; id: string | undefined; problem: string; remedy: string }) => ({
      problem: `ComputeService "${facts.component}" would create a service, but ${facts.file} already names the service ${facts.id}, and Fastly did not say whether it exists: ${facts.problem}`,
      remedy: facts.remedy,
    }),
  },
  "service-exists": {
    what: "The manifest names an existing service that this stack does not have.",
    why: "A second service would go live beside the first, although nobody asked for it.",
    examples: [{ component: "edge", file, id, called: "shop", known: "", ways }],
    explain: (facts: {
      component: string;
      file: string;
      id: string | undefined;
      called: string;
      known: string;
      ways: string[];
    }) => ({
      problem: `ComputeService "${facts.component}" would create a service, but ${facts.file} already names the existing service ${facts.id} ("${facts.called}")${facts.known}`,
      remedy: chooseOne(facts.ways),
    }),
  },
  "service-of-base-manifest": {
    what: "An environment has no `service_id`, but `fastly.toml` has one.",
    why: "An environment has a service of its own. Users of the Fastly CLI may mean the service in `fastly.toml`.",
    examples: [
      { component: "edge", environment: "prod", base: file, id, called: "", ways },
      { component: "edge", environment: "prod", base: file, id, called: "", file: "app/fastly.prod.toml", ways },
    ],
    explain: (facts: {
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
          ? `ComputeService "${facts.component}" would create a service instead of adopting one: ${facts.file} has no service_id`
          : `ComputeService "${facts.component}" would create a service for the environment "${facts.environment}", beside the service of ${facts.base}: ${facts.id}${facts.called}`,
      remedy: chooseOne(facts.ways),
    }),
  },
  "service-name-twice": {
    what: "Two new services of the program would have the same name.",
    why: "Service names are unique in an account. The second service would fail half-way.",
    examples: [{ component: "edge", name: "shop", other: 'ComputeService "api"' }],
    explain: ({ component, name, other }: { component: string; name: string; other: string }) => ({
      problem: `ComputeService "${component}" would create a service named "${name}", and so would ${other} of this program`,
      remedy: "Give one of the two another [serviceName]: service names are unique in an account.",
    }),
  },
  "service-name-taken": {
    what: "Another service already has the name of the new service.",
    why: "Service names are unique in an account.",
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
    explain: (facts: {
      component: string;
      name: string;
      /** The alternative. */
      otherwise: string;
      file: string;
      /** The id of the service with that name. Undefined when it is not known. */
      holder?: string;
      /** The state of that service. Undefined when it has never been active. */
      state?: string;
      /** The component by which this stack has the service, and the resource option that makes it the present one. */
      stack?: { component: string; alias?: string };
    }) => ({
      problem: `ComputeService "${facts.component}" would create a service named "${facts.name}", but another service already has this name`,
      remedy:
        facts.holder === undefined
          ? `Choose another name: ${facts.otherwise}`
          : facts.stack !== undefined
            ? `The name belongs to the service ${facts.holder}, which this stack deploys as "${facts.stack.component}".\n` +
              (facts.stack.alias === undefined
                ? `Choose another name: ${facts.otherwise}`
                : `Add ${facts.stack.alias} to the resource options of "${facts.component}" if its former name was "${facts.stack.component}". Otherwise ${facts.otherwise}`)
            : facts.state !== undefined
              ? `The name belongs to the service ${facts.holder}, which ${facts.state}. ` +
                `To take over this service, put service_id = "${facts.holder}" into ${facts.file} and pass { existingService: "adopt" }. Otherwise ${facts.otherwise}`
              : `The name belongs to the service ${facts.holder}, which has never had an active version.\n` +
                `Delete this service if an interrupted run left it behind. Run:\n` +
                `  fastly service delete --service-id=${facts.holder}\n  pulumi up\nOtherwise ${facts.otherwise}`,
    }),
  },
});
