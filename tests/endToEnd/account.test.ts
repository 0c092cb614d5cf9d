import assert from "node:assert/strict";
import * as fastly from "@pulumi/fastly";
import type * as pulumi from "@pulumi/pulumi";
import { describeOnEachEngine } from "../support/engines";
import { stackOfSuite } from "../support/suite";

/** Resources beside a service: targets of alerts, buckets, people, and a workspace of the Next-Gen WAF. */
function program(description: string): void {
  new fastly.Integration("mail", {
    name: "on call",
    description,
    type: "slack",
    config: { webhook: "https://hooks.example.com/1" },
  });
  new fastly.ObjectStorageAccessKeys("key", {
    description: "uploads",
    permission: "read-write-objects",
    buckets: ["b", "a"],
  });
  const user = new fastly.User("user", { login: "a@example.com", name: description });
  new fastly.NgwafWorkspace("waf", {
    name: "shop",
    description,
    mode: "log",
    attackSignalThresholds: { oneHour: 500 },
    clientIpHeaders: ["X-Real-IP"],
  });
  const service = new fastly.ServiceCompute("edge", {
    name: "edge",
    activate: false,
    forceDestroy: true,
    domains: [{ name: "www.example.com" }],
    dictionaries: [{ name: "settings" }],
  });
  new fastly.ServiceAuthorization("grant", {
    permission: description === "one" ? "read_only" : "full",
    serviceId: service.id,
    userId: user.id,
  });
}

describeOnEachEngine("other Fastly resources of a program", function (engine) {
  this.timeout(180_000);
  const stack = stackOfSuite({ engine });

  const outputs = async (type: string) => {
    const found = (await stack.resources()).find((each) => each.type.endsWith(`:${type}`));
    const all = Object.entries(found?.outputs ?? {});
    return Object.fromEntries(all.filter(([name]) => name !== "id" && !name.startsWith("__")));
  };

  it("are created, and do not change in a second run", async () => {
    stack.define(() => program("one"));
    await stack.succeed();
    await stack.assertUnchanged();
    assert.deepEqual(await outputs("NgwafWorkspace"), {
      attackSignalThresholds: { immediate: false, oneHour: 500, oneMinute: 1, tenMinutes: 60 },
      clientIpHeaders: ["X-Real-IP"],
      defaultBlockingResponseCode: 406,
      defaultRedirectUrl: "",
      description: "one",
      ipAnonymization: "",
      mode: "log",
      name: "shop",
    });
    assert.deepEqual(await outputs("User"), { login: "a@example.com", name: "one", role: "user" });
    assert.deepEqual(Object.keys(await outputs("Integration")).sort(), ["config", "description", "name", "type"]);
  });

  it("are refreshed and updated", async () => {
    await stack.succeed("refresh");
    // Version 11 of the provider loses the secret: it reads the id from a place where Fastly has nothing. Version 12
    // does not.
    const { outputs: key } = (await stack.resources()).find(({ urn }) => urn.endsWith("::key")) ?? {};
    assert.ok(["", key?.id].includes(key?.accessKeyId));
    await stack.assertUnchanged();
    stack.define(() => program("two"));
    stack.writes();
    await stack.succeed();
    const writes = stack.writes().filter((write) => !write.includes("/service/"));
    assert.deepEqual(writes.sort(), [
      "PATCH /ngwaf/v1/workspaces/ID",
      "PATCH /notifications/integrations/ID",
      "PATCH /service-authorizations/ID",
      "PUT /user/ID",
    ]);
    await stack.assertUnchanged();
  });

  it("are listed by the provider's functions", async () => {
    const seen: Record<string, unknown> = {};
    const { id = "" } = (await stack.resources()).find((each) => each.type.endsWith(":ServiceCompute")) ?? {};
    stack.define(() => {
      program("two");
      const see = <T>(name: string, output: pulumi.Output<T>) =>
        output.apply((value) => Object.assign(seen, { [name]: value }));
      see("services", fastly.getServicesOutput());
      see("dictionaries", fastly.getDictionariesOutput({ serviceId: id, serviceVersion: 1 }));
      see("acls", fastly.getComputeAclsOutput());
      see("domains", fastly.getDomainsV1Output({}));
      see("ranges", fastly.getFastlyIpRangesOutput());
      see(
        "pops",
        fastly.getDatacentersOutput().pops.apply((pops) => pops.slice(0, 2)),
      );
    });
    await stack.succeed("preview");
    const text = JSON.stringify(seen)
      .replaceAll(id, "SERVICE")
      .replace(/"id":"\w{6,}"/g, '"id":"ID"')
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /g, "TIME ");
    assert.deepEqual(JSON.parse(text), {
      services: {
        details: [
          {
            comment: "Managed by Terraform",
            createdAt: "TIME +0000 UTC",
            customerId: "LocalCustomer000000000",
            id: "ID",
            name: "edge",
            type: "wasm",
            updatedAt: "TIME +0000 UTC",
            version: 1,
          },
        ],
        id: "ID",
        ids: ["SERVICE"],
      },
      dictionaries: {
        dictionaries: [{ id: "ID", name: "settings", writeOnly: false }],
        id: "ID",
        serviceId: "SERVICE",
        serviceVersion: 1,
      },
      acls: { acls: [], id: "ID" },
      domains: { domains: [], id: "ID", total: 0 },
      ranges: {
        cidrBlocks: ["103.244.50.0/24", "151.101.0.0/16", "199.232.0.0/16", "23.235.32.0/20", "43.249.72.0/22"],
        id: "ID",
        ipv6CidrBlocks: ["2a04:4e40::/32"],
      },
      pops: [
        { code: "AMS", group: "Europe", name: "Amsterdam", shield: "amsterdam-nl" },
        { code: "IAD", group: "United States", name: "Ashburn (Metro)", shield: "" },
      ],
    });
  });

  it("are deleted with the stack", async () => {
    stack.define(() => program("two"));
    await stack.succeed("destroy");
    const { integrations, accessKeys, users, serviceAuthorizations, ngwafWorkspaces } = stack.fastly.state();
    assert.deepEqual([integrations, accessKeys, users, serviceAuthorizations, ngwafWorkspaces].flat(), []);
  });
});
