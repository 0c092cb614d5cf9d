import assert from "node:assert/strict";
import type { ResourceValidationArgs } from "@pulumi/policy";
import { certificateAuthorities } from "../../sdk/policy/certificates";

describe("the policy certificate-authorities", () => {
  const violations = (type: string, props: object, allow: string[]) => {
    const found: string[] = [];
    const args = { type, name: "mine", props, getConfig: () => ({ allow }) } as unknown as ResourceValidationArgs;
    const { validateResource } = certificateAuthorities;
    assert.ok(typeof validateResource === "function");
    void validateResource(args, (message) => found.push(message));
    return found;
  };
  const UPLOADED = "fastly:index/tlsActivation:TlsActivation";
  const ISSUED = "fastly:index/tlsSubscription:TlsSubscription";

  it("has remedies that work for an uploaded certificate", () => {
    const [told = ""] = violations(UPLOADED, { domain: "a.example.com" }, ["certainly"]);
    assert.match(told, /For an uploaded certificate, add existing to \[allow\], or declare a Certificate instead\.$/);
    assert.deepEqual(violations(UPLOADED, { domain: "a.example.com" }, ["certainly", "existing"]), []);
    assert.deepEqual(violations(ISSUED, { certificateAuthority: "certainly" }, ["certainly"]), []);
  });
});
