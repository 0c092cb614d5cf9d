import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { placeholder, placeholderText } from "../../../../local/engine/echo/placeholder";
import { sdkTypes } from "../../../../local/engine/echo/sdkTypes";

const REPOSITORY = resolve(__dirname, "../../../..");

const BUCKET = `import * as pulumi from "@pulumi/pulumi";
export declare class Bucket extends pulumi.CustomResource {
    static get(name: string): Bucket;
    /** Text; with a semicolon. */
    readonly arn: pulumi.Output<string>;
    readonly maybe: pulumi.Output<string | undefined>;
    readonly tags: pulumi.Output<{
        [key: string]: string;
    }>;
    readonly rules: pulumi.Output<outputs.s3.Rule[] | undefined>;
    readonly sizes: pulumi.Output<number[]>;
    constructor(name: string);
}
export interface BucketArgs {
    readonly other: pulumi.Input<string>;
}
`;

const NESTED = `import * as outputs from "../types/output";
export interface Plain {
    /**
     * Its name: a string;
     */
    name: string;
    comment?: string;
}
export declare namespace s3 {
    interface Rule {
        /**
         * Its id.
         */
        id: string;
        options: outputs.s3.v1.Option[];
        prefix?: string;
    }
    namespace v1 {
        interface Option {
            value: string;
            parent: outputs.s3.v1.Option;
        }
    }
}
`;

const CLUSTER = `export declare class Cluster extends pulumi.ComponentResource {
    /** Its configuration: getKubeconfig(): nothing. */
    getKubeconfig(args?: Cluster.GetKubeconfigArgs): pulumi.Output<Cluster.GetKubeconfigResult>;
    tokenOf(args: Cluster.TokenOfArgs): pulumi.Output<string>;
}
export declare namespace Cluster {
    interface GetKubeconfigArgs {
        profileName?: pulumi.Input<string>;
    }
    /**
     * The results of the method.
     */
    interface GetKubeconfigResult {
        readonly kubeconfig: string;
        readonly comment?: string;
    }
}
`;

const GET_ZONE = `export declare function getZone(args: GetZoneArgs): Promise<GetZoneResult>;
export interface GetZoneArgs {
    name: string;
}
/** Several of them. */
export interface GetZoneResult {
    readonly id: string;
    readonly count: number;
    readonly comment?: string;
}
`;

describe("the types of installed SDKs", () => {
  const directory = mkdtempSync(join(tmpdir(), "sdk-types-"));
  after(() => rmSync(directory, { recursive: true, force: true }));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  before(() => {
    write("package.json", JSON.stringify({ dependencies: { "@else/sdk": "1", "not-installed": "1" } }));
    write("node_modules/@pulumi/cloud/package.json", "{}");
    write("node_modules/@pulumi/cloud/s3/bucket.d.ts", BUCKET);
    write("node_modules/@pulumi/cloud/getZone.d.ts", GET_ZONE);
    write("node_modules/@pulumi/cloud/types/output.d.ts", NESTED);
    write("node_modules/@pulumi/cloud/k8s/cluster.d.ts", CLUSTER);
    write("node_modules/@else/sdk/package.json", '{ "pulumi": { "name": "other" } }');
    write("node_modules/@else/sdk/bin/core/v1/bucket.d.ts", BUCKET);
  });

  it("include the outputs that a resource or function always has", () => {
    const types = sdkTypes(directory);
    assert.deepEqual(Object.fromEntries(types.resource("cloud:s3/bucket:Bucket") ?? []), {
      arn: "string",
      tags: "{\n        [key: string]: string;\n    }",
      sizes: "number[]",
    });
    assert.deepEqual(Object.fromEntries(types.func("cloud:index/getZone:getZone") ?? []), {
      id: "string",
      count: "number",
    });
  });

  it("include the properties of an object in an output, also in namespaces", () => {
    const { nested } = sdkTypes(directory);
    const members = (type: string) => Object.fromEntries(nested("cloud:s3/bucket:Bucket", type) ?? [["nothing", ""]]);
    assert.deepEqual(members("outputs.Plain"), { name: "string" });
    assert.deepEqual(members("outputs.s3.Rule"), { id: "string", options: "outputs.s3.v1.Option[]" });
    assert.deepEqual(members("outputs.s3.v1.Option"), { value: "string", parent: "outputs.s3.v1.Option" });
    for (const type of ["outputs.Rule", "outputs.s3.Plain", "outputs.s3.v2.Option", "outputs.v1.Option"]) {
      assert.deepEqual(members(type), { nothing: "" }, type);
    }
    assert.equal(nested("nowhere:index:Thing", "outputs.Plain"), undefined);
  });

  it("include the results of a method, several values or one, also of a provider", () => {
    const { method } = sdkTypes(directory);
    const read = (of: ReturnType<typeof method>) => of && [Object.fromEntries(of.answers), of.isSingle];
    for (const type of ["cloud:k8s:Cluster", "cloud:k8s/cluster:Cluster"]) {
      assert.deepEqual(read(method(`${type}/getKubeconfig`)), [{ kubeconfig: "string" }, false]);
      assert.deepEqual(read(method(`${type}/tokenOf`)), [{ result: "string" }, true]);
    }
    for (const token of [
      "cloud:k8s:Cluster/none",
      "cloud:k8s:Cluster",
      "cloud:k8s:Other/tokenOf",
      "getKubeconfig",
      "",
    ]) {
      assert.equal(method(token), undefined, token);
    }
    const config = sdkTypes(REPOSITORY).method("pulumi:providers:random/terraformConfig");
    assert.match(String(config?.answers.get("result")), /^\{\s+\[key: string\]: any;\s+\}$/);
    assert.equal(config?.isSingle, false);
  });

  it("are found in an SDK of another name, and in one compiled into `bin`", () => {
    assert.ok(sdkTypes(directory).resource("other:core/v1:Bucket")?.has("arn"));
  });

  it("are undefined for a package that is missing, and for an unknown or invalid token", () => {
    const types = sdkTypes(directory);
    for (const token of [
      "cloud:s3/queue:Queue",
      "nowhere:index/thing:Thing",
      "cloud:../../../secrets:Secrets",
      "..:a:B",
      "cloud",
      "",
      "cloud:s3/bucket:Buck.t",
    ]) {
      assert.equal(types.resource(token), undefined, token);
      assert.equal(types.func(token), undefined, token);
    }
  });

  it("are read from the published SDK of Fastly", () => {
    const types = sdkTypes(REPOSITORY);
    const subscription = types.resource("fastly:index/tlsSubscription:TlsSubscription");
    assert.equal(subscription?.get("state"), "string");
    assert.match(subscription?.get("managedDnsChallenges") ?? "", /^outputs\.\w+\[\]$/);
    const challenge = types.nested("fastly:index:TlsSubscription", "outputs.TlsSubscriptionManagedHttpChallenge");
    assert.equal(challenge?.get("recordValues"), "string[]");
    assert.equal(types.nested("fastly:index:Alert", "outputs.AlertEvaluationStrategy")?.get("threshold"), "number");
    assert.equal(types.func("fastly:index/getTlsCertificate:getTlsCertificate")?.get("serialNumber"), "string");
  });
});

describe("a placeholder", () => {
  it("has the right type, and names its resource and property if it is a text", () => {
    const cases: [type: string, value: unknown][] = [
      ["string", "bucket-name.my-assets.not-simulated.invalid"],
      ["enums.s3.Kind", "bucket-name.my-assets.not-simulated.invalid"],
      ['"Pod"', "Pod"],
      ['"left" | "right"', "left"],
      ["number", 0],
      ["boolean", false],
      ["string[]", ["bucket-name.my-assets.not-simulated.invalid"]],
      ["number[]", []],
      ["outputs.s3.Rule[]", []],
      ["{\n [key: string]: string;\n}", {}],
      ["outputs.s3.Rule", {}],
      ["pulumi.asset.Archive", undefined],
      ["any", undefined],
    ];
    for (const [type, value] of cases) {
      assert.deepEqual(placeholder(type, "bucketName", "my assets"), value, type);
    }
  });

  it("has the members of an object, once, and one element of a list", () => {
    const nested = (type: string) =>
      ({
        "outputs.Rule": new Map([
          ["id", "string"],
          ["options", "outputs.Option[]"],
          ["any", "any"],
        ]),
        "outputs.Option": new Map([
          ["count", "number"],
          ["rules", "outputs.Rule[]"],
        ]),
      })[type];
    const option = { count: 0, rules: [] };
    const rule = { id: "id.certificate.not-simulated.invalid", options: [option] };
    assert.deepEqual(placeholder("outputs.Rule[]", "rules", "certificate", nested), [rule]);
    assert.deepEqual(placeholder("outputs.Rule", "rules", "certificate", nested), rule);
    assert.deepEqual(placeholder("outputs.Other[]", "rules", "certificate", nested), []);
  });

  it("is a valid host name, whatever the names are", () => {
    for (const name of ["a", "", "ü/\n", "-", "x".repeat(300), "A.B"]) {
      const text = placeholderText(name, name);
      assert.match(
        text,
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.not-simulated\.invalid$/,
      );
    }
  });
});
