import assert from "node:assert/strict";
import { describeOnEachEngine } from "../support/engines";
import type { Args } from "../support/inlineStack";
import { stackOfEachTest } from "../support/suite";

const WWW = "www.example.com";
const FORMER: Args = { serviceName: "former", writeServiceId: false };
const PRESENT: Args = { serviceName: "present", writeServiceId: false };
const DECLARED: Args = { versionlessDomains: { [WWW]: {} } };

describeOnEachEngine("a versionless domain that another stack has taken", (engine) => {
  const former = stackOfEachTest({ engine });
  const managed = () => former.fastly.state().managedDomains.map(({ id, service_id }) => [id, service_id]);
  const certificates = (existingId: string): Args => ({ certificates: { [WWW]: { existingId } } });

  /** Another stack takes the domain of this one, by the command in its error. Returns the stack and its error. */
  async function take(more: Args = {}) {
    former.declare({ ...FORMER, ...DECLARED, ...more });
    await former.succeed();
    const present = former.another({ stack: "present" });
    present.declare(PRESENT);
    await present.succeed();
    present.declare({ ...PRESENT, ...DECLARED, ...more });
    const told = await present.refused();
    const [, domain, service = ""] = /fastly domain update --domain-id=(\S+) --service-id=(\S+)/.exec(told) ?? [];
    await former.call("PATCH", `/domain-management/v1/domains/${domain}`, { service_id: service });
    await present.succeed();
    return { present, told, taken: [[domain, service]] };
  }

  /** Runs the commands of this kind in an error. */
  async function obey(told: string): Promise<void> {
    const urns = [...told.matchAll(/pulumi state delete (?:--stack \S+ )?--target-dependents '([^']+)'/g)];
    assert.ok(urns.length > 0, told);
    for (const [, urn = ""] of urns) {
      await former.takeOut(urn);
    }
  }

  it("stays when the former stack no longer declares it, also after a refresh", async () => {
    const { present, taken } = await take();
    former.declare(FORMER);
    const says = await former.refused();
    assert.match(
      says,
      /no longer declares www\.example\.com, .* leads to the service \S+ now.*\[domain-led-elsewhere\]/,
    );
    await former.succeed("refresh");
    await obey(await former.refused());
    await former.succeed();
    assert.deepEqual(managed(), taken);
    await former.assertUnchanged();
    await present.assertUnchanged();
  });

  it("keeps its certificate when the former stack no longer declares both", async () => {
    const certificate = former.fastly.addCertificate([WWW]);
    const { present, taken } = await take(certificates(certificate));
    former.declare(FORMER);
    await obey(await former.refused());
    await former.succeed();
    assert.deepEqual([managed(), former.fastly.state().tls.activations.length], [taken, 1]);
    await present.assertUnchanged();
  });

  it("is forgotten by the former stack, by the command in the error of the other", async () => {
    const { told, taken } = await take();
    assert.match(told, /pulumi state delete --stack dev /);
    await obey(told);
    former.declare(FORMER);
    await former.succeed();
    await former.succeed("destroy");
    assert.deepEqual(managed(), taken);
  });

  it("is forgotten by the former stack, by the command in its own error", async () => {
    const { taken } = await take();
    const says = await former.failing();
    assert.match(says, /leads to \S+ instead of .*\[domain-not-live\]/);
    await obey(says);
    former.declare(FORMER);
    await former.succeed();
    assert.deepEqual(managed(), taken);
  });

  it("is not led back by a change of its description", async () => {
    const { taken } = await take();
    former.declare({ ...FORMER, versionlessDomains: { [WWW]: { description: "mine" } } });
    assert.match(await former.refused(), /leads to \S+ instead of .*\[domain-not-live\]/);
    assert.deepEqual(managed(), taken);
    await former.succeed("up", { refresh: true });
    assert.notDeepEqual(managed(), taken);
    await former.assertUnchanged();
  });

  it("has a remedy that works for a protected component too", async () => {
    await take();
    former.declare({ ...FORMER, ...DECLARED }, { protect: true });
    const besides = /The component is protected: .* and pass --force to pulumi state delete\.$/;
    assert.match(await former.failing(), besides);
    former.declare(FORMER, { protect: true });
    assert.match(await former.refused(), besides);
  });

  it("is deleted when it leads nowhere else", async () => {
    former.declare({ ...FORMER, ...DECLARED });
    await former.succeed();
    const [[domain] = []] = managed();
    await former.call("PATCH", `/domain-management/v1/domains/${domain}`, { service_id: null as never });
    former.declare(FORMER);
    await former.succeed();
    assert.deepEqual(managed(), []);
  });
});
