import assert from "node:assert/strict";
import { onStack } from "../../sdk/command/advice";

const FORGET = "pulumi state delete --target-dependents 'urn:pulumi:prod::shop::a$b::c'";

describe("the advice of drift", () => {
  for (const [text, expected] of [
    ["pulumi up --refresh", "pulumi up --refresh --stack prod --cwd infra"],
    [`To have it made, run:\n  ${FORGET}\n  pulumi up`, `To have it made, run:\n  ${FORGET} ADDED\n  pulumi up ADDED`],
    [
      "Activate it. Run:\n  fastly x\n  pulumi up\nOr run: pulumi up",
      "Activate it. Run:\n  fastly x\n  pulumi up ADDED\nOr run: pulumi up ADDED",
    ],
    ["Run pulumi up once, and pass --force to pulumi state delete.", undefined],
  ] as const) {
    it(`acts on the named stack: ${text.split("\n")[0]}`, () => {
      const added = (expected ?? text).replaceAll("ADDED", "--stack prod --cwd infra");
      assert.equal(onStack(text, { stack: "prod", dir: "infra" }), added);
      assert.equal(onStack(text, { dir: "." }), text);
    });
  }

  it("quotes names for the shell", () => {
    assert.equal(
      onStack("pulumi up", { stack: "acme/shop/prod", dir: "it's $& here" }),
      "pulumi up --stack acme/shop/prod --cwd 'it'\\''s $& here'",
    );
  });
});
