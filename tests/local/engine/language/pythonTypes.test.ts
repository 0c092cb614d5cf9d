import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { pythonTypes } from "../../../../local/engine/language/pythonTypes";
import { makeProject, removeProjects } from "../../../support/project";

const BUCKET = `import pulumi
from . import outputs

@pulumi.input_type
class BucketArgs:
    @_builtins.property
    @pulumi.getter
    def other(self) -> pulumi.Input[_builtins.str]:
        return 1

@pulumi.type_token("aws:s3/bucket:Bucket")
class Bucket(pulumi.CustomResource):
    @_builtins.property
    @pulumi.getter
    def arn(self) -> pulumi.Output[_builtins.str]:
        """
        Text -> more.
        """
        return pulumi.get(self, "arn")

    @_builtins.property
    @pulumi.getter(name="hostedZoneId")
    def hosted_zone_id(self) -> pulumi.Output[str]:
        return pulumi.get(self, "hosted_zone_id")

    @property
    @pulumi.getter
    def maybe(self) -> pulumi.Output[Optional[_builtins.str]]:
        return 1

    @property
    @pulumi.getter
    def rules(self) -> pulumi.Output[Sequence['outputs.BucketRule']]:
        return 1

    @property
    @pulumi.getter
    def tags(self) -> pulumi.Output[Mapping[str, _builtins.str]]:
        return 1

    @property
    @pulumi.getter
    def anything(self) -> pulumi.Output[Any]:
        return 1

    @property
    @pulumi.getter
    def metadata(self) -> pulumi.Output['_meta.v1.outputs.ObjectMeta']:
        return 1


def later():
    @pulumi.getter
    def no(self) -> pulumi.Output[str]:
        return 1
`;

const OUTPUTS = `@pulumi.output_type
class BucketRule(dict):
    @_builtins.property
    @pulumi.getter(name="ruleId")
    def rule_id(self) -> _builtins.str:
        return 1

    @property
    @pulumi.getter
    def size(self) -> int:
        return 1
`;

const FUNCTION = `@pulumi.output_type
class GetIPSetResult:
    @property
    @pulumi.getter
    def names(self) -> Sequence[_builtins.str]:
        return 1
def get_ip_set():
    return pulumi.runtime.invoke('aws:waf/getIPSet:getIPSet', __args__)
`;

describe("the types of SDKs of Python", () => {
  after(removeProjects);

  const FILES = {
    "venv/lib/site/pulumi_aws/s3/bucket.py": BUCKET,
    "venv/lib/site/pulumi_aws/s3/outputs.py": OUTPUTS,
    "venv/lib/site/pulumi_aws/meta/v1/outputs.py": OUTPUTS.replace("BucketRule", "ObjectMeta"),
    "venv/lib/site/pulumi_aws/waf/get_ip_set.py": FUNCTION,
    "venv/lib/site/pulumi_aws/lambda_/function.py": BUCKET.replaceAll(
      "s3/bucket:Bucket",
      "lambda/function:Function",
    ).replace("class Bucket(", "class Function("),
  };

  /** An interpreter that only says where packages are. */
  function project(): string {
    const root = makeProject({
      ...FILES,
      "venv/bin/python": `#!/bin/sh\necho "/nowhere:$(dirname "$0")/../lib/site"\n`,
    });
    chmodSync(join(root, "venv/bin/python"), 0o755);
    return root;
  }

  it("include the outputs of resources and functions, by the names of the protocol", () => {
    const types = pythonTypes({ name: "python", root: project() }, {});
    assert.deepEqual(Object.fromEntries(types.resource("aws:s3/bucket:Bucket") ?? []), {
      arn: "string",
      hostedZoneId: "string",
      rules: "outputs.s3.BucketRule[]",
      tags: "{}",
      metadata: "outputs.meta.v1.ObjectMeta",
    });
    const members = [
      ["ruleId", "string"],
      ["size", "number"],
    ];
    assert.deepEqual([...(types.nested("aws:s3/bucket:Bucket", "outputs.s3.BucketRule") ?? [])], members);
    assert.deepEqual([...(types.nested("aws:s3/bucket:Bucket", "outputs.meta.v1.ObjectMeta") ?? [])], members);
    assert.deepEqual([...(types.func("aws:waf/getIPSet:getIPSet") ?? [])], [["names", "string[]"]]);
    assert.equal(types.resource("aws:lambda/function:Function")?.get("arn"), "string");
  });

  it("are undefined for a missing package or another module, and without Python", () => {
    const types = pythonTypes({ name: "python", root: project(), options: { virtualenv: "venv" } }, {});
    for (const token of [
      "gcp:index:Thing",
      "aws:s3/none:None",
      "aws:other/bucket:Bucket",
      "aws:../s3/bucket:Bucket",
      "",
    ]) {
      assert.equal(types.resource(token), undefined);
      assert.equal(types.func(token), undefined);
    }
    assert.equal(types.nested("aws:s3/bucket:Bucket", "outputs.s3.None"), undefined);
    assert.equal(
      pythonTypes({ name: "python", root: makeProject({}) }, { PATH: "" }).resource("aws:s3/bucket:Bucket"),
      undefined,
    );
  });
});
