import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { activeVersion } from "../../local/api";
import { ComputeService } from "../../sdk";
import type { Args } from "../support/inlineStack";
import { makeProject, TINY_WASM } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const ARGS: Args = { domains: ["www.example.com"], generatedDomain: false };
const ADOPT: Args = { ...ARGS, existingService: "adopt" };
const ALIAS = '{ aliases: [{ name: "edge" }] }';

/** For the engine, a renamed resource is a new one. It would delete the old one with its service. */
describe("a component that was renamed or moved", function () {
  this.timeout(60_000);
  const test = stackOfEachTest();

  function declareBelow(type: string, args: Args, opts?: pulumi.ComponentResourceOptions): void {
    test.define((directory) => {
      const parent = new pulumi.ComponentResource(type, "site", {}, opts);
      new ComputeService("edge", { directory, ...args }, { parent });
    });
  }

  const theService = () => test.fastly.service("shop");
  const comment = () => activeVersion(theService())?.comment ?? "";
  const owner = () => comment().split(", ")[0];

  /** The live service. Only its comment may change. */
  const live = () => test.fastly.deployed("shop");

  it("is refused to adopt the service of its old name, and works with an alias", async () => {
    test.declare(ADOPT);
    await test.succeed();
    const before = live();
    const { id } = theService();
    test.declare(ADOPT, {}, "front");
    assert.equal(
      await test.refused(),
      `before hook "front-check-adoption" failed: ComputeService "front" cannot adopt ${id} ("shop") of APP/fastly.toml: this stack already deploys it as "edge", and would delete it there [deployed-by-another-component]\n` +
        `Add ${ALIAS} to the resource options of "front" if "edge" is its former name.\n` +
        'To keep both components, give "front" another [directory] or [environment]: each needs its own service.',
    );
    test.declare(ADOPT, { aliases: [{ name: "edge" }] }, "front");
    await test.succeed();
    assert.equal(theService().id, id);
    assert.deepEqual(live(), before);
    assert.equal(owner(), "shop/dev/front");
    // Once this is applied, the alias may be removed.
    test.declare(ADOPT, {}, "front");
    assert.deepEqual(Object.keys((await test.succeed()).changes), ["same"]);
  });

  it("keeps its service if its name contains the separator of URNs", async () => {
    test.declare(ADOPT, {}, "shop::edge");
    await test.succeed();
    const { id } = theService();
    test.declare({ ...ADOPT, domains: ["www2.example.com"] }, {}, "shop::edge");
    await test.succeed();
    test.declare(ADOPT, { aliases: [{ name: "shop::edge" }] }, "shop::front");
    await test.succeed();
    assert.equal(theService().id, id);
    assert.equal(owner(), "shop/dev/shop::front");
  });

  it("makes no new version", async () => {
    test.declare(ARGS);
    await test.succeed();
    const digest = comment().split(", ")[1];
    test.declare(ARGS, { aliases: [{ name: "edge" }] }, "front");
    test.writes();
    await test.succeed();
    assert.deepEqual(test.writes(), ["PUT /service/ID/version/1"]);
    assert.equal(comment(), `shop/dev/front, ${digest}`);
  });

  it("gets an error with the alias, and not with adoption, when it would make a second service", async () => {
    test.declare(ARGS);
    await test.succeed();
    test.declare(ARGS, {}, "front");
    assert.equal(
      await test.refused(),
      `before hook "front-refuse-second-service" failed: ComputeService "front" would create a service, but APP/fastly.toml already names the existing service ${theService().id} ("shop"), which this stack deploys as "edge" [service-exists]\n` +
        "Choose one of:\n" +
        `  ${ALIAS} in the resource options, if the component was renamed or moved\n` +
        '  { existingService: "ignore" } to make another service: that run then deletes the existing one, because the program no longer has "edge"',
    );
  });

  it("warns that the existing service is deleted when the program asks for a new one", async () => {
    test.declare(ARGS);
    await test.succeed();
    const [before, { id }] = [test.fastly.state(), theService()];
    const args: Args = { existingService: "ignore", serviceName: "front" };
    test.declare(args, {}, "front");
    const { events } = await test.succeed("preview");
    assert.match(JSON.stringify(events), new RegExp(`This run deletes the service ${id} of [^ ]*fastly.toml`));
    test.declare(args, { aliases: [{ name: "edge" }] }, "front");
    assert.doesNotMatch(JSON.stringify((await test.succeed("preview")).events), /This run deletes/);
    assert.deepEqual(test.fastly.state(), before);
  });

  it("is refused below another parent, until it has an alias of its former parent", async () => {
    test.declare(ADOPT);
    await test.succeed();
    const before = live();
    declareBelow("my:index:Site", ADOPT);
    assert.match(
      await test.refused(),
      /this stack already deploys it as "edge" below another parent, [\s\S]*\[deployed-by-another-component\][\s\S]*\{ aliases: \[\{ parent: pulumi\.rootStackResource \}\] \}/,
    );
    test.define((directory) => {
      const parent = new pulumi.ComponentResource("my:index:Site", "site");
      const aliases = [{ parent: pulumi.rootStackResource }];
      new ComputeService("edge", { directory, ...ADOPT }, { parent, aliases });
    });
    await test.succeed();
    assert.equal(owner(), "shop/dev/my:index:Site$edge");

    test.declare(ADOPT);
    const alias = "urn:pulumi:dev::shop::my:index:Site$fastly-compute:index:ComputeService::edge";
    assert.ok((await test.refused()).includes(`{ aliases: ["${alias}"] }`));
    test.declare(ADOPT, { aliases: [alias] });
    await test.succeed();
    assert.equal(owner(), "shop/dev/edge");
    assert.deepEqual(live(), before);
  });

  it("works when its parent has an alias by which the engine finds it", async () => {
    declareBelow("my:index:Site", ADOPT);
    await test.succeed();
    const before = live();
    declareBelow("my:index:Page", ADOPT, { aliases: [{ type: "my:index:Site" }] });
    await test.succeed();
    assert.equal(owner(), "shop/dev/my:index:Page$edge");
    assert.deepEqual(live(), before);

    // The refused run leaves the new parent in the state. The engine then looks for no alias of it.
    declareBelow("my:index:Place", ADOPT);
    await test.refused();
    declareBelow("my:index:Place", ADOPT, { aliases: [{ type: "my:index:Page" }] });
    await test.succeed();
    assert.equal(owner(), "shop/dev/my:index:Place$edge");
    assert.deepEqual(live(), before);
  });

  it("is recognised by the newest version when the active one does not name its owner", async () => {
    test.declare(ADOPT);
    await test.succeed();
    const { id } = theService();
    await test.call("PUT", `/service/${id}/version/1/clone`);
    await test.call("PUT", `/service/${id}/version/2`, { comment: "by hand" });
    await test.call("PUT", `/service/${id}/version/2/activate`);
    test.declare(ADOPT, {}, "front");
    assert.match(await test.refused(), /this stack already deploys it as "edge"/);
  });

  it("of another stack can adopt the service, as its error offers", async () => {
    test.declare(ARGS);
    await test.succeed();
    const ways = (known: string, stack: string) =>
      `which is deployed by ${known} [service-exists]\n` +
      "Choose one of:\n" +
      `  { environment: pulumi.getStack() } if it belongs to another stack: this stack then keeps its own id in fastly.${stack}.toml\n` +
      '  { existingService: "adopt" } to adopt the service into this stack\n' +
      '  { existingService: "ignore" } to make a second service beside it';
    for (const [project, stack, known] of [
      ["other", "prod", 'the stack "dev" of the project "shop"'],
      ["shop", "prod", 'the stack "dev"'],
    ] as const) {
      const other = test.another({ project, stack });
      other.declare(ARGS, {}, "front");
      assert.ok((await other.refused()).endsWith(ways(known, stack)));
      other.declare(ADOPT, {}, "front");
      assert.ok((await other.run("preview")).ok);
      if (project === "shop") {
        await other.succeed();
      }
    }
    assert.equal(owner(), "shop/prod/front");
  });

  it("can adopt its own service when the stack has lost its state", async () => {
    test.declare(ARGS);
    await test.succeed();
    const lost = test.another({ stateDirectory: join(makeProject({}), "state") });
    lost.declare(ARGS);
    assert.match(
      await lost.refused(),
      /which this component deployed before, but the stack's state does not have it \[service-exists\]\nChoose one of:\n {2}\{ existingService: "adopt" \}/,
    );
    lost.declare(ADOPT);
    await lost.succeed();
    assert.equal(test.fastly.services().length, 1);
    // The service is the component's own at once. A destroy would keep a foreign one until a second up.
    await lost.succeed("destroy");
    assert.deepEqual(test.fastly.services(), []);
  });

  describe("whose new name belongs to another service of the stack", () => {
    let other: string;
    const options = { aliases: [{ name: "next" }] };

    beforeEach(async () => {
      other = makeProject({
        "fastly.toml": 'manifest_version = 3\nname = "next"\nlanguage = "other"\n',
        "bin/main.wasm": TINY_WASM,
      });
      test.define((directory) => {
        new ComputeService("edge", { directory });
        new ComputeService("next", { directory: other });
      });
      await test.succeed();
    });

    const next = (name: string, opts?: pulumi.ComponentResourceOptions) =>
      test.define(() => new ComputeService(name, { directory: other }, opts));

    it("is refused, because the engine would delete the service of the alias", async () => {
      const [edge, id] = ["shop", "next"].map((name) => test.fastly.service(name).id);
      next("edge", options);
      assert.equal(
        await test.refused(),
        `The alias "next" of ComputeService "edge" has no effect: the stack has "edge" with the service ${edge}, and would delete "next" with the service ${id} [alias-without-effect]\n` +
          `To keep ${id}: name the component "next" for one run. That run deletes ${edge}, unless another component of the program is named "edge". Then name it "edge" again.\n` +
          `To keep ${edge}: remove the alias. The next run deletes ${id}, unless another component is named "next".`,
      );
    });

    it("is refused when two components swap their names", async () => {
      test.define((directory) => {
        new ComputeService("next", { directory }, { aliases: [{ name: "edge" }] });
        new ComputeService("edge", { directory: other }, options);
      });
      const before = test.fastly.state();
      for (const operation of ["preview", "up"] as const) {
        // The engine decides which of the two components is reported.
        assert.match(await test.failing(operation), /\[alias-without-effect\]/);
      }
      assert.deepEqual(test.fastly.state(), before);
    });

    it("keeps the service of the alias after one more run under that name", async () => {
      const { id } = test.fastly.service("next");
      next("next");
      await test.succeed();
      next("edge", options);
      await test.succeed();
      assert.deepEqual(
        test.fastly.services().map((service) => service.id),
        [id],
      );
    });

    it("keeps its own service once the alias is removed", async () => {
      const { id } = test.fastly.service("shop");
      test.define((directory) => new ComputeService("edge", { directory }));
      await test.succeed();
      assert.deepEqual(
        test.fastly.services().map((service) => service.id),
        [id],
      );
    });
  });
});
