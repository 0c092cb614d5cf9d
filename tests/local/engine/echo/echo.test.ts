import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { renderJson } from "../../../../local/display/json";
import { type EmbeddedStackOptions, embeddedStack, type Mock } from "../../../../local/engine";
import { Secret } from "../../../../local/engine/value";
import { createDisplay, localStack, renderMarkdown } from "../../../../local/index";
import { newWorld, testProvider } from "../testProvider";

class Bucket extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("cloud:s3/bucket:Bucket", name, { arn: undefined, ...args }, opts);
  }
}

class Thing extends pulumi.CustomResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("test:index:Thing", name, { size: undefined, ...args });
  }
}

const BUCKET_TYPES = `export declare class Bucket extends pulumi.CustomResource {
    readonly arn: pulumi.Output<string>;
    readonly acl: pulumi.Output<string>;
}
`;

const ZONE_TYPES = `export interface GetZoneResult {
    readonly zoneId: string;
}
`;

const CLUSTER_TYPES = `export declare class Cluster extends pulumi.ComponentResource {
    kubeconfig(args?: Cluster.KubeconfigArgs): pulumi.Output<Cluster.KubeconfigResult>;
    token(): pulumi.Output<string>;
}
export declare namespace Cluster {
    interface KubeconfigResult {
        readonly text: string;
    }
}
`;

class Cluster extends pulumi.ComponentResource {
  constructor(name: string) {
    super("cloud:index:Cluster", name, {}, {}, true);
  }
  kubeconfig(args: pulumi.Inputs): pulumi.Output<Record<string, unknown>> {
    return pulumi.runtime.call("cloud:index:Cluster/kubeconfig", { __self__: this, ...args }, this);
  }
  token(args: pulumi.Inputs = {}): pulumi.Output<string> {
    return pulumi.runtime.callSingle("cloud:index:Cluster/token", { __self__: this, ...args }, this);
  }
}

describe("a resource without a provider in the local engine", () => {
  const directory = mkdtempSync(join(tmpdir(), "echo-"));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const modules = resolve(__dirname, "../../../../node_modules");
  let count = 0;
  const home = process.cwd();
  before(() => {
    write("package.json", "{}");
    write("node_modules/@pulumi/cloud/package.json", "{}");
    write("node_modules/@pulumi/cloud/s3/bucket.d.ts", BUCKET_TYPES);
    write("node_modules/@pulumi/cloud/getZone.d.ts", ZONE_TYPES);
    write("node_modules/@pulumi/cloud/cluster.d.ts", CLUSTER_TYPES);
    symlinkSync(join(modules, "@pulumi/pulumi"), join(directory, "node_modules/@pulumi/pulumi"));
    // A function runs in the directory of this process, and finds its packages there.
    process.chdir(directory);
  });
  after(() => {
    process.chdir(home);
    rmSync(directory, { recursive: true, force: true });
  });
  const world = newWorld();
  const stackOf = (program: EmbeddedStackOptions["program"], more: Partial<EmbeddedStackOptions> = {}) =>
    embeddedStack({
      program,
      project: "proj",
      stack: "dev",
      stateFile: join(directory, `state${count++}.json`),
      providers: { test: () => testProvider(world) },
      ...more,
    });

  it("is echoed: its inputs become outputs, and others are unknown in preview, then placeholders", async () => {
    let acl = "private";
    const stack = stackOf(() => {
      const bucket = new Bucket("assets", { acl, key: pulumi.secret("k3y") });
      const thing = new Thing("thing", { name: bucket.arn });
      return { arn: bucket.arn, id: bucket.id, of: (thing as unknown as { name: pulumi.Output<string> }).name };
    });
    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    assert.deepEqual(preview.changes, { create: 3 });
    assert.deepEqual(Object.keys(preview.outputs), ["arn", "id", "of"]);
    assert.ok(Object.values(preview.outputs).every((value) => typeof value === "object"));

    const up = await stack.up();
    assert.deepEqual(up.errors, []);
    assert.equal(up.outputs.arn, "arn.assets.not-simulated.invalid");
    assert.equal(up.outputs.of, up.outputs.arn);
    assert.match(String(up.outputs.id), /^id-[0-9a-f]{8}\.assets\.not-simulated\.invalid$/);
    assert.deepEqual((await stack.preview()).changes, { same: 3 });

    acl = "public";
    assert.deepEqual((await stack.preview()).changes, { same: 2, update: 1 });
    const updated = await stack.up();
    assert.deepEqual(updated.outputs, up.outputs);
    const bucket = (await stack.exportState()).resources.find(({ type }) => type === "cloud:s3/bucket:Bucket");
    assert.deepEqual(bucket?.outputs, { acl: "public", arn: up.outputs.arn, key: "k3y" });
    assert.equal(bucket?.echoed, true);
    assert.deepEqual((await stack.refresh()).changes, { same: 3 });
    assert.deepEqual((await stack.destroy()).changes, { delete: 3 });
  });

  it("has a mark in the tree and in the report, until it is deleted", async () => {
    class Cloud extends pulumi.ProviderResource {
      constructor(name: string) {
        super("cloud", name, {});
      }
    }
    const stack = stackOf(async () => {
      new Bucket("assets", {}, { provider: new Cloud("eu") });
      new Thing("thing", { name: "a" });
      return {};
    });
    for (const operation of ["preview", "up", "refresh", "destroy"] as const) {
      const result = await stack[operation]();
      assert.deepEqual(result.errors, []);
      let shown = "";
      const display = createDisplay({ write: (text: string) => (shown += text), isTTY: false });
      for (const event of result.events) display.show(event);
      display.close();
      for (const [text, of] of [
        [shown, "refresh" as const],
        [renderMarkdown(result), "none" as const],
      ]) {
        if (operation === "refresh" && of !== "refresh") continue;
        const marked =
          text
            ?.split("\n")
            .filter((line) => line.includes("(not simulated)"))
            .join("\n") ?? "";
        assert.match(marked, /cloud:s3:Bucket/, operation);
        assert.doesNotMatch(marked, /Thing|Stack/);
        if (operation === "up") assert.match(marked, /pulumi:providers:cloud/);
      }
    }
  });

  it("is refused with strict, and so are functions", async () => {
    const refused = [
      () => void new Bucket("assets", {}),
      () => void pulumi.runtime.invoke("cloud:index/getZone:getZone", {}),
      () => void new (class extends pulumi.CustomResource {})("test:index:Other", "o"),
      () => void new pulumi.StackReference("org/other/dev"),
      () => void pulumi.runtime.call("cloud:index:Cluster/kubeconfig", {}),
    ];
    for (const program of refused) {
      const { ok, errors } = await stackOf(program, { strict: true }).preview();
      assert.equal(ok, false);
      assert.match(errors[0] ?? "", /^The local engine does not support (resources of|the method) /);
    }
  });

  it("comes with functions that answer at once, also in preview, because a program may need plain values", async () => {
    const stack = stackOf(async () => {
      const zone = await pulumi.runtime.invoke("cloud:index/getZone:getZone", { name: "example.com" });
      const output = pulumi.runtime.invokeOutput("cloud:index/getZone:getZone", { name: pulumi.secret("s") });
      return { plain: zone.zoneId, output: output.apply((all) => (all as { name: string }).name) };
    });
    const { errors, outputs } = await stack.preview();
    assert.deepEqual(errors, []);
    assert.equal(outputs.plain, "zone-id.get-zone.not-simulated.invalid");
    assert.equal(JSON.stringify(outputs.output), '"[secret]"');
  });

  it("may be a component of a missing package, which gets outputs", async () => {
    const stack = stackOf(() => {
      const cluster = new pulumi.ComponentResource("cloud:index:Cluster", "c", { size: 3, url: undefined }, {}, true);
      new Bucket("inner", {}, { parent: cluster });
      return { size: (cluster as unknown as { size: pulumi.Output<number> }).size };
    });
    const { errors, outputs, events } = await stack.up();
    assert.deepEqual(errors, []);
    assert.equal(outputs.size, 3);
    const marked = events.flatMap((event) => (event.kind === "step" && event.notSimulated ? [event.name] : []));
    assert.deepEqual([...new Set(marked)].sort(), ["c", "inner"]);
    assert.deepEqual((await stack.up()).changes, { same: 3 });
  });

  it("has methods that return their arguments and the SDK's outputs, unknown in preview", async () => {
    const program = () => {
      const cluster = new Cluster("c");
      const bucket = new Bucket("assets", {});
      return {
        all: cluster.kubeconfig({ profile: "dev", arn: bucket.arn }),
        secret: cluster.kubeconfig({ profile: pulumi.secret("s3cret") }).apply((all) => all.profile),
        token: cluster.token({ profile: "dev" }),
      };
    };
    const preview = await stackOf(program).preview();
    assert.deepEqual(preview.errors, []);
    assert.doesNotMatch(JSON.stringify(preview.outputs), /not-simulated/);
    const { errors, outputs } = await stackOf(program).up();
    assert.deepEqual(errors, []);
    assert.deepEqual(JSON.parse(JSON.stringify(outputs)), {
      all: { text: "text.kubeconfig.not-simulated.invalid", profile: "dev", arn: "arn.assets.not-simulated.invalid" },
      secret: "[secret]",
      token: "result.token.not-simulated.invalid",
    });

    const mocks = {
      "cloud:index:Cluster/kubeconfig": ({ inputs }: { inputs: object }) => ({ text: JSON.stringify(inputs) }),
      "cloud:index:Cluster/token": { value: "t0ken" },
    };
    const mocked = await stackOf(program, { mocks }).up();
    assert.deepEqual(mocked.errors, []);
    assert.equal(
      (mocked.outputs.all as { text: string }).text,
      '{"arn":"arn.assets.not-simulated.invalid","profile":"dev"}',
    );
    assert.equal(mocked.outputs.token, "t0ken");
  });

  it("is listed without a row in the tree, too: when it is read, and each function once", async () => {
    const stack = stackOf(async () => {
      new Bucket("there", {}, { id: "b-1" });
      for (let i = 0; i < 2; i++) await pulumi.runtime.invoke("cloud:index/getZone:getZone", {});
      return {};
    });
    const result = await stack.preview();
    let shown = "";
    const display = createDisplay({ write: (text: string) => (shown += text), isTTY: false });
    for (const event of result.events) display.show(event);
    display.close();
    assert.match(shown, /\nRead \(not simulated\):\n {4}cloud:index\/getZone:getZone\n {4}cloud:s3:Bucket there\n\n/);
    assert.match(
      renderMarkdown(result),
      /\nRead \(not simulated\): `cloud:index\/getZone:getZone`, `cloud:s3:Bucket there`\.\n/,
    );
    const { notSimulated } = JSON.parse(renderJson(result));
    assert.deepEqual(notSimulated, ["cloud:index/getZone:getZone", "cloud:s3:Bucket there"]);
  });

  it("can be read and imported when it exists already", async () => {
    const stack = stackOf(() => {
      const bucket = new Bucket("there", {}, { id: "b-1" });
      new Bucket("taken", { acl: "private" }, { import: "b-2" });
      return { arn: bucket.arn, id: bucket.id };
    });
    assert.deepEqual((await stack.preview()).errors, []);
    const { errors, outputs, changes } = await stack.up();
    assert.deepEqual(errors, []);
    assert.deepEqual(outputs, { arn: "arn.there.not-simulated.invalid", id: "b-1" });
    // Only the program is known, so there is no difference to it.
    assert.deepEqual(changes, { create: 1, import: 1 });
    assert.equal((await stack.preview()).changes.update, undefined);
  });

  describe("with mocks", () => {
    const mocks: Record<string, Mock> = {
      "cloud:s3/bucket:Bucket": ({ name, inputs, id }) => {
        if (inputs.acl === "none") throw new Error("there is no such ACL");
        return { id: `made-${name}`, arn: `arn:${name}:${inputs.key}:${id ?? "new"}` };
      },
      "cloud:index/getZone:getZone": { zoneId: "Z1" },
      "pulumi:pulumi:StackReference": { outputs: { vpc: "v-1" } },
    };

    it("has the mocks' outputs once it is created", async () => {
      let key = "a";
      const program = async () => {
        const bucket = new Bucket("assets", { key: pulumi.secret(key) });
        const zone = await pulumi.runtime.invoke("cloud:index/getZone:getZone", {});
        const vpc = new pulumi.StackReference("org/other/dev").requireOutput("vpc");
        return { arn: bucket.arn, id: bucket.id, zone: zone.zoneId, vpc };
      };
      const stack = stackOf(program, { mocks });
      assert.equal(typeof (await stack.preview()).outputs.arn, "object");
      const { errors, outputs } = await stack.up();
      assert.deepEqual(errors, []);
      assert.deepEqual(outputs, { arn: "arn:assets:a:new", id: "made-assets", zone: "Z1", vpc: "v-1" });
      key = "b";
      assert.equal((await stack.up()).outputs.arn, "arn:assets:b:made-assets");
    });

    it("fails when a mock fails, and refuses an invalid result of a mock", async () => {
      const failing = stackOf(() => void new Bucket("assets", { acl: "none" }), { mocks });
      assert.deepEqual((await failing.up()).errors, ["there is no such ACL", "update failed"]);
      const wrong = { "cloud:s3/bucket:Bucket": () => "arn" as never };
      const { errors } = await stackOf(() => void new Bucket("assets", {}), { mocks: wrong }).up();
      assert.match(
        errors[0] ?? "",
        /^Expected the mock of cloud:s3\/bucket:Bucket to answer an object but got "arn" \[mock-answer-unfit\]\n/,
      );
    });

    it("cannot have mocks for the engine's own types, with strict, or on the real engine", () => {
      const all = { mocks: { "test:index:Thing": {} } };
      assert.throws(
        () => stackOf(() => ({}), all),
        /test:index:Thing, but the local engine provides it itself \[mock-without-effect\]/,
      );
      assert.throws(
        () => stackOf(() => ({}), { mocks, strict: true }),
        /refuses everything that needs a mock \[mock-with-strict\]/,
      );
      const fastly = { url: "http://127.0.0.1:1", token: "t" };
      for (const token of ["fastly:index/kvstore:Kvstore", "fastly:index/getKvstores:getKvstores"]) {
        const program = () => ({});
        assert.throws(
          () => localStack({ program, fastly, mocks: { [token]: {} } }),
          /the local engine provides it itself/,
        );
      }
      assert.throws(
        () => localStack({ program: () => ({}), fastly, mocks, engine: "pulumi" }),
        /so mocks have no effect \[mocks-on-real-engine\]/,
      );
    });
  });

  it("gets unknown outputs of another stack in preview, and an error says how to give them", async () => {
    const stack = stackOf(() => ({ vpc: new pulumi.StackReference("org/other/dev").requireOutput("vpc") }));
    const preview = await stack.preview();
    assert.deepEqual(preview.errors, []);
    assert.equal(typeof preview.outputs.vpc, "object");
    assert.match(
      (await stack.up()).errors[0] ?? "",
      /^The local engine does not have the outputs of the stack org\/other\/dev \[stack-outputs-unknown\]\n/,
    );
  });

  it("gets the outputs of a stack that was deployed here, secret ones as secrets", async () => {
    const asked: string[][] = [];
    const stackOutputs = (...stack: string[]) => {
      asked.push(stack);
      return stack[1] === "prod" ? { vpc: "vpc-1", key: new Secret("topsecret") } : undefined;
    };
    const stack = stackOf(
      () => {
        const other = new pulumi.StackReference("acme/network/prod");
        return { vpc: other.requireOutput("vpc"), key: other.requireOutput("key"), none: other.getOutput("none") };
      },
      { stackOutputs },
    );
    for (const run of [await stack.preview(), await stack.up()]) {
      assert.deepEqual(run.errors, []);
      assert.deepEqual(run.outputs, { vpc: "vpc-1", key: new Secret("topsecret") });
    }
    assert.deepEqual(asked, [
      ["network", "prod"],
      ["network", "prod"],
    ]);
    const own = stackOf(() => void new pulumi.StackReference("prod"), { project: "shop", stackOutputs });
    assert.deepEqual((await own.up()).errors, []);
    assert.deepEqual(asked.at(-1), ["shop", "prod"]);
  });

  it("compares assets by content, and fails when an asset cannot be read", async () => {
    const { StringAsset, FileAsset, RemoteAsset, FileArchive, AssetArchive } = pulumi.asset;
    write("assets/page.html", "one");
    write("assets/site/a/b.js", "one");
    symlinkSync("nowhere", join(directory, "assets/site/link"));
    const path = (file: string) => join(directory, "assets", file);
    const archive = () =>
      new AssetArchive({ "p.html": new FileAsset(path("page.html")), s: new FileArchive(path("site")) });
    let text = "one";
    const stack = stackOf(() => {
      new Bucket("file", { source: new FileAsset(path("page.html")) });
      new Bucket("site", { source: pulumi.secret(new FileArchive(path("site"))) });
      new Bucket("both", { source: archive() });
      new Bucket("text", { source: new StringAsset(text), more: new RemoteAsset("https://example.com/a") });
      return {};
    });
    const changes = async () => {
      const { errors, changes } = await stack.up();
      assert.deepEqual(errors, []);
      return changes;
    };
    assert.deepEqual(await changes(), { create: 5 });
    assert.deepEqual(await changes(), { same: 5 });
    write("assets/site/a/b.js", "two");
    assert.deepEqual(await changes(), { same: 3, update: 2 });
    write("assets/page.html", "two");
    assert.deepEqual(await changes(), { same: 3, update: 2 });
    text = "two";
    assert.deepEqual(await changes(), { same: 4, update: 1 });
    rmSync(path("page.html"));
    assert.match(
      (await stack.preview()).errors.join(),
      /page\.html, an asset of the program, cannot be read \(.*\) \[asset-unreadable\]/,
    );
  });

  it("has the same outputs as a component in a preview without changes", async () => {
    write(
      "node_modules/@pulumi/cloud/cluster.d.ts",
      `${CLUSTER_TYPES}`.replace("kubeconfig(", "readonly address: pulumi.Output<string>;\n    kubeconfig("),
    );
    class Remote extends pulumi.ComponentResource {
      declare readonly address: pulumi.Output<string>;
      constructor() {
        super("cloud:index:Cluster", "c", { address: undefined }, {}, true);
      }
    }
    const stack = stackOf(() => ({ address: new Remote().address }));
    assert.equal(typeof (await stack.preview()).outputs.address, "object");
    assert.equal((await stack.up()).outputs.address, "address.c.not-simulated.invalid");
    assert.equal((await stack.preview()).outputs.address, "address.c.not-simulated.invalid");
  });
});
