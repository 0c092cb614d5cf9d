import assert from "node:assert/strict";
import { join } from "node:path";
import * as fastly from "@pulumi/fastly";
import * as pulumi from "@pulumi/pulumi";
import { localStack, type Mock } from "../../local/index";
import { ComputeService } from "../../sdk";
import { makeProject, removeProjects, TINY_WASM } from "../support/project";
import { fastlyOfSuite } from "../support/suite";

class Bucket extends pulumi.CustomResource {
  declare readonly bucketDomainName: pulumi.Output<string>;
  constructor(name: string) {
    super("aws:s3/bucket:Bucket", name, { bucketDomainName: undefined });
  }
}

class RandomId extends pulumi.CustomResource {
  declare readonly hex: pulumi.Output<string>;
  constructor(name: string) {
    super("random:index/randomId:RandomId", name, { byteLength: 4, hex: undefined });
  }
}

class DnsRecord extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("cloudflare:index/record:Record", name, args);
  }
}

describe("a program with resources of other providers beside its service", () => {
  const api = fastlyOfSuite();
  after(removeProjects);

  it("previews, deploys the other providers' values, changes nothing in a second run, and is destroyed", async () => {
    const directory = makeProject({
      "app/fastly.toml": 'manifest_version = 3\nname = "shop"\nlanguage = "other"\n[setup.dictionaries.settings]\n',
      "app/bin/main.wasm": TINY_WASM,
    });
    const program = () => {
      const bucket = new Bucket("assets");
      const edge = new ComputeService("edge", {
        directory: join(directory, "app"),
        domains: ["www.example.com"],
        backends: { assets: { address: bucket.bucketDomainName } },
        dictionaries: { settings: { items: { build: new RandomId("build").hex } } },
      });
      new DnsRecord("www", { name: "www", type: "CNAME", content: edge.url });
      const signal = new fastly.NgwafAccountSignal("signal", { appliesTos: ["*"] });
      return { signal: signal.referenceId };
    };
    const mocks: Record<string, Mock> = {
      "aws:s3/bucket:Bucket": ({ name }) => ({ bucketDomainName: `${name}.s3.example.com` }),
      "random:index/randomId:RandomId": { hex: "c0ffee00" },
    };
    const stack = localStack({ program, project: "shop", fastly: api, mocks });
    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    assert.deepEqual(api.services(), []);

    const up = await stack.up();
    assert.deepEqual(up.errors, []);
    assert.deepEqual(up.outputs, { signal: "reference-id.signal.not-simulated.invalid" });
    const edge = api.deployed("shop");
    assert.equal(edge.backends.assets?.address, "assets.s3.example.com");
    assert.deepEqual(edge.dictionaries, { settings: { build: "c0ffee00" } });
    const notSimulated = up.events.flatMap((event) =>
      event.kind === "step" && event.phase === "done" && event.notSimulated ? [event.type] : [],
    );
    assert.deepEqual(notSimulated.sort(), [
      "aws:s3/bucket:Bucket",
      "cloudflare:index/record:Record",
      "fastly:index/ngwafAccountSignal:NgwafAccountSignal",
      "random:index/randomId:RandomId",
    ]);

    assert.deepEqual(Object.keys((await stack.up()).changes), ["same"]);
    assert.deepEqual((await stack.refresh()).errors, []);
    assert.deepEqual((await stack.destroy()).errors, []);
    assert.deepEqual(api.services(), []);
  });
});
