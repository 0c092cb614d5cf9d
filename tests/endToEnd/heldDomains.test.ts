import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { ComputeService } from "../../sdk";
import { packageOf } from "../local/api/helpers";
import { describeOnEachEngine } from "../support/engines";
import { MANIFEST } from "../support/project";
import { stackOfEachTest } from "../support/suite";

const WWW = "www.example.com";

type Resource = new (name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource;
const sdk = fastly as unknown as Record<string, Resource>;
const HandWritten = sdk.Domain ?? (sdk.DomainV1 as Resource);
const Link = sdk.DomainServiceLink ?? (sdk.DomainV1ServiceLink as Resource);

describeOnEachEngine("a versionless domain that another resource of the stack has", (engine) => {
  const shop = stackOfEachTest({ engine });
  const managed = () => shop.fastly.state().managedDomains.map(({ id, service_id }) => [id, service_id]);
  const id = (name = "shop") => shop.fastly.service(name).id;
  const edge = (directory: string, isDeclared: boolean) =>
    new ComputeService("edge", {
      directory,
      generatedDomain: false,
      versionlessDomains: isDeclared ? { [WWW]: {} } : {},
    });
  const domains = async () =>
    (await shop.resources()).flatMap(({ type, urn }) =>
      /:Domain(V1)?$/.test(type) && !/compute:/.test(type) ? urn : [],
    );

  /** A program with a hand-written domain, with the argument, or with both. */
  function define({ byHand, byArgument }: { byHand: boolean; byArgument: boolean }): void {
    shop.define((directory) => {
      const { serviceId } = edge(directory, byArgument);
      if (byHand) {
        new HandWritten("www", { fqdn: WWW, serviceId, description: "by hand" });
      }
    });
  }

  /** Runs the command of this kind in an error. */
  async function obey(told: string): Promise<void> {
    const urns = [...told.matchAll(/pulumi state delete '([^']+)'/g)];
    assert.ok(urns.length > 0, told);
    for (const [, urn = ""] of urns) {
      await shop.takeOut(urn, { targetDependents: false });
    }
  }

  it("becomes the component's in the run that replaces a hand-written resource by the argument", async () => {
    define({ byHand: true, byArgument: false });
    await shop.succeed();
    const before = managed();
    define({ byHand: false, byArgument: true });
    assert.equal((await shop.succeed("preview")).changes.delete, undefined);
    shop.writes();
    await shop.succeed();
    assert.deepEqual([managed(), shop.writes().filter((write) => /domain-management/.test(write))], [before, []]);
    assert.equal(shop.fastly.state().managedDomains[0]?.description, "by hand");
    await shop.assertUnchanged();
    assert.equal((await domains()).length, 1);
  });

  it("is refused while the program still has the hand-written resource", async () => {
    define({ byHand: true, byArgument: false });
    await shop.succeed();
    define({ byHand: true, byArgument: true });
    const says = await shop.refused();
    assert.match(
      says,
      /would have the domain www\.example\.com, .*::www \[domain-held\]\nRemove that resource from the/,
    );
    define({ byHand: false, byArgument: true });
    await shop.succeed();
    assert.deepEqual(managed().length, 1);
    await shop.assertUnchanged();
  });

  it("stays when the state has it twice: the error has the command that removes the other one", async () => {
    define({ byHand: false, byArgument: true });
    await shop.succeed();
    const before = managed();
    shop.define((directory) => {
      const { serviceId } = edge(directory, true);
      new HandWritten("www", { fqdn: WWW, serviceId }, { import: String(before[0]?.[0]) });
    });
    await shop.succeed();
    define({ byHand: false, byArgument: true });
    await obey(await shop.refused());
    await shop.succeed();
    assert.deepEqual(managed(), before);
    await shop.assertUnchanged();
  });

  it("is refused while a link of the stack leads it, and taken over once the link left the state", async () => {
    shop.define((directory) => {
      const { serviceId } = edge(directory, false);
      const { id: domainId } = new HandWritten("www", { fqdn: WWW }, { ignoreChanges: ["serviceId", "description"] });
      new Link("www", { domainId, serviceId });
    });
    await shop.succeed();
    const before = managed();
    define({ byHand: false, byArgument: true });
    const says = await shop.refused();
    assert.match(says, /ServiceLink::www \[domain-held\]/);
    await obey(says);
    await shop.succeed();
    assert.deepEqual(managed(), before);
    await shop.assertUnchanged();
  });

  /** Two components, and the domain of one of them. */
  function between(owner: "one" | "two"): void {
    shop.define((directory) => {
      for (const name of ["one", "two"]) {
        new ComputeService(name, {
          directory,
          serviceName: name,
          writeServiceId: false,
          versionlessDomains: name === owner ? { [WWW]: {} } : {},
        });
      }
    });
  }

  for (const isLed of [false, true]) {
    it(`moves between components in one run${isLed ? ", also after somebody has led it there" : ""}`, async () => {
      between("one");
      await shop.succeed();
      const [[domain] = []] = managed();
      if (isLed) {
        await shop.call("PATCH", `/domain-management/v1/domains/${domain}`, { service_id: id("two") });
      }
      between("two");
      assert.equal((await shop.succeed("preview")).changes.create, 1);
      await shop.succeed();
      assert.deepEqual(managed(), [[domain, id("two")]]);
      await shop.assertUnchanged();
      between("one");
      await shop.succeed();
      assert.deepEqual(managed(), [[domain, id("one")]]);
      await shop.assertUnchanged();
    });
  }

  it("is adopted together with a hand-written service", async () => {
    const filename = join(shop.directory, "hand.tar.gz");
    writeFileSync(filename, packageOf());
    shop.define(() => {
      const { id: serviceId } = new fastly.ServiceCompute("shop", {
        name: "shop",
        domains: [{ name: "c.example.com" }],
        package: { filename, sourceCodeHash: "x" },
        forceDestroy: true,
      });
      new HandWritten("www", { fqdn: WWW, serviceId });
    });
    await shop.succeed();
    const before = managed();
    writeFileSync(join(shop.directory, "fastly.toml"), `service_id = "${id()}"\n${MANIFEST}`);
    const args = { domains: ["c.example.com"], generatedDomain: false, versionlessDomains: { [WWW]: {} } };
    shop.declare({ existingService: "adopt", ...args });
    await shop.succeed();
    assert.deepEqual(managed(), before);
    await shop.assertUnchanged();
  });
});
