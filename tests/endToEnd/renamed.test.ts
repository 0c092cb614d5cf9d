import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import type { ComputeServiceArgs } from "../../sdk/args";
import { LocalFastly, localStack } from "../../sdk/local";
import { activeVersion } from "../../sdk/local/api";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";

const MANIFEST = 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n';
const ARGS: Partial<ComputeServiceArgs> = { domains: ["www.example.com"], generatedDomain: false };
const ADOPT: Partial<ComputeServiceArgs> = { ...ARGS, existingService: "adopt" };
const ALIAS = '{ aliases: [{ name: "edge" }] }';

/** The engine sees another resource in place of the one that the stack has, and would delete that with its service. */
describe("a component that was renamed or moved", function () {
  this.timeout(60_000);
  let fastly: LocalFastly;
  let directory: string;
  let define: () => unknown;
  let perform: ReturnType<typeof stackOf>;

  beforeEach(async () => {
    fastly = await LocalFastly.start({ edge: false });
    directory = makeProject({ "fastly.toml": MANIFEST, "bin/main.wasm": TINY_WASM });
    perform = stackOf("dev");
  });
  afterEach(() => fastly.stop());
  after(removeProjects);

  function stackOf(stack: string, project = "shop") {
    const local = localStack({
      program: async () => {
        define();
      },
      project,
      stack,
      fastly: { url: fastly.url, token: fastly.token },
      stateDirectory: join(directory, `.state-${project}-${stack}`),
    });
    return (operation: "preview" | "up") => local[operation]();
  }

  function declare(name: string, args: Partial<ComputeServiceArgs>, opts?: pulumi.ComponentResourceOptions): void {
    define = () => new ComputeService(name, { directory, ...args }, opts);
  }

  function declareBelow(type: string, args: Partial<ComputeServiceArgs>, opts?: pulumi.ComponentResourceOptions): void {
    define = () => {
      const parent = new pulumi.ComponentResource(type, "site", {}, opts);
      new ComputeService("edge", { directory, ...args }, { parent });
    };
  }

  async function succeed(): Promise<void> {
    const { ok, errors } = await perform("up");
    assert.ok(ok, errors.join("\n"));
  }

  /** Refused in preview and up, with nothing changed; what it says. */
  async function refused(): Promise<string> {
    const before = fastly.state();
    const told: string[] = [];
    for (const operation of ["preview", "up"] as const) {
      const { ok, errors } = await perform(operation);
      assert.equal(ok, false);
      told.push((errors[0] ?? "").replaceAll(directory, "APP"));
    }
    assert.deepEqual(fastly.state(), before);
    assert.equal(told[0], told[1]);
    return told[0] ?? "";
  }

  const theService = () => fastly.service("shop");
  const comment = () => activeVersion(theService())?.comment ?? "";
  const owner = () => comment().split(", ")[0];

  /** The live service, which must stay what it is but for the comment. */
  const live = () => fastly.deployed("shop");

  it("is refused to adopt the service that it has under its old name, and goes on with an alias", async () => {
    declare("edge", ADOPT);
    await succeed();
    const before = live();
    const { id } = theService();
    declare("front", ADOPT);
    assert.equal(
      await refused(),
      `before hook "front-check-adoption" failed: ComputeService "front" cannot adopt ${id} ("shop") of APP/fastly.toml: this stack deploys it already, as "edge", and would delete it there\n` +
        `Add ${ALIAS} to the resource options of "front" when it is the same component.\n` +
        "When both are to stay, each needs a service of its own: give this one another directory or [environment].",
    );
    declare("front", ADOPT, { aliases: [{ name: "edge" }] });
    await succeed();
    assert.equal(theService().id, id);
    assert.deepEqual(live(), before);
    assert.equal(owner(), "shop/dev/front");
    // Once that is applied, the alias may go.
    declare("front", ADOPT);
    assert.deepEqual(Object.keys((await perform("up")).changes), ["same"]);
  });

  it("does not cost a version", async () => {
    declare("edge", ARGS);
    await succeed();
    const digest = comment().split(", ")[1];
    declare("front", ARGS, { aliases: [{ name: "edge" }] });
    fastly.clearRequests();
    await succeed();
    assert.deepEqual(
      fastly.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`),
      [`PUT /service/${theService().id}/version/1`],
    );
    assert.equal(comment(), `shop/dev/front, ${digest}`);
  });

  it("is told of the alias, and not of adoption, when it would make a second service", async () => {
    declare("edge", ARGS);
    await succeed();
    declare("front", ARGS);
    assert.equal(
      await refused(),
      `before hook "front-refuse-second-service" failed: ComputeService "front" would create a service, but APP/fastly.toml already names one: ${theService().id} ("shop"), which exists at Fastly and is deployed by this stack, as "edge"\n` +
        "Choose one of:\n" +
        `  ${ALIAS} among the resource options when the component was renamed or moved\n` +
        '  { existingService: "ignore" } to have a second service besides it',
    );
  });

  it("is refused below another parent, until an alias says where it was", async () => {
    declare("edge", ADOPT);
    await succeed();
    const before = live();
    declareBelow("my:index:Site", ADOPT);
    assert.match(
      await refused(),
      /this stack deploys it already, as "edge" below another parent, [\s\S]*\{ aliases: \[\{ parent: pulumi\.rootStackResource \}\] \}/,
    );
    define = () => {
      const parent = new pulumi.ComponentResource("my:index:Site", "site");
      const aliases = [{ parent: pulumi.rootStackResource }];
      new ComputeService("edge", { directory, ...ADOPT }, { parent, aliases });
    };
    await succeed();
    assert.equal(owner(), "shop/dev/my:index:Site$edge");

    declare("edge", ADOPT);
    const alias = "urn:pulumi:dev::shop::my:index:Site$fastly-compute:index:ComputeService::edge";
    assert.ok((await refused()).includes(`{ aliases: ["${alias}"] }`));
    declare("edge", ADOPT, { aliases: [alias] });
    await succeed();
    assert.equal(owner(), "shop/dev/edge");
    assert.deepEqual(live(), before);
  });

  it("goes on when its parent has an alias by which the engine finds it", async () => {
    declareBelow("my:index:Site", ADOPT);
    await succeed();
    const before = live();
    declareBelow("my:index:Page", ADOPT, { aliases: [{ type: "my:index:Site" }] });
    await succeed();
    assert.equal(owner(), "shop/dev/my:index:Page$edge");
    assert.deepEqual(live(), before);

    // The run that is refused leaves the new parent in the state, and the engine then looks for no alias of it.
    declareBelow("my:index:Place", ADOPT);
    await refused();
    declareBelow("my:index:Place", ADOPT, { aliases: [{ type: "my:index:Page" }] });
    await refused();
  });

  it("is recognised by the newest version when the active one does not say whose it is", async () => {
    declare("edge", ADOPT);
    await succeed();
    const { id } = theService();
    const call = async (method: string, path: string, form = "") => {
      const answer = await fetch(`${fastly.url}/service/${id}${path}`, {
        method,
        headers: { "Fastly-Key": fastly.token, "content-type": "application/x-www-form-urlencoded" },
        body: form,
      });
      assert.ok(answer.ok, await answer.text());
    };
    await call("PUT", "/version/1/clone");
    await call("PUT", "/version/2", "comment=by+hand");
    await call("PUT", "/version/2/activate");
    declare("front", ADOPT);
    assert.match(await refused(), /this stack deploys it already, as "edge"/);
  });

  it("of another stack adopts the service as ever, which the refusal before it offers", async () => {
    declare("edge", ARGS);
    await succeed();
    const ways = (known: string, stack: string) =>
      `which exists at Fastly and is deployed by ${known}\n` +
      "Choose one of:\n" +
      `  { environment: pulumi.getStack() } when it is another stack's: this stack then has fastly.${stack}.toml for its own id\n` +
      '  { existingService: "adopt" } to take it over into this stack\n' +
      '  { existingService: "ignore" } to have a second service besides it';
    declare("front", ARGS);
    perform = stackOf("prod", "other");
    assert.ok((await refused()).endsWith(ways('the stack "dev" of the project "shop"', "prod")));
    perform = stackOf("prod");
    assert.ok((await refused()).endsWith(ways('the stack "dev"', "prod")));
    declare("front", ADOPT);
    await succeed();
    assert.equal(owner(), "shop/prod/front");
  });

  it("adopts the service of its own that a stack has lost", async () => {
    declare("edge", ARGS);
    await succeed();
    const lost = makeProject({});
    const stack = localStack({
      program: async () => {
        define();
      },
      project: "shop",
      stack: "dev",
      fastly: { url: fastly.url, token: fastly.token },
      stateDirectory: join(lost, ".state"),
    });
    perform = (operation) => stack[operation]();
    const told = await refused();
    assert.match(
      told,
      /was deployed by this component, which the stack has lost\nChoose one of:\n {2}\{ existingService: "adopt" \}/,
    );
    declare("edge", ADOPT);
    await succeed();
    assert.equal(fastly.services().length, 1);
  });
});
