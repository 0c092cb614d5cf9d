import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { plain, unwrapped } from "../../sdk/pulumi/plain";

describe("unwrapped secret values of the protocol", () => {
  const secret = (value: unknown) => ({ [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value });

  for (const [title, value] of [
    ["once", secret([{ name: "api", port: 443 }])],
    ["twice", secret(secret([{ name: "api", port: secret(443) }]))],
    ["inside", [{ name: secret("api"), port: 443 }]],
    ["not", [{ name: "api", port: 443 }]],
  ] as const) {
    it(`are plain, wrapped ${title}`, async () => {
      assert.deepEqual(unwrapped(value), [{ name: "api", port: 443 }]);
      assert.deepEqual(await plain({ backends: value }), { backends: [{ name: "api", port: 443 }] });
    });
  }

  it("are the only values that change", () => {
    const asset = new pulumi.asset.StringAsset("text");
    for (const value of [undefined, null, "text", 1, true, asset]) {
      assert.equal(unwrapped(value), value);
    }
  });
});
