import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { DiagnosticsError } from "../../sdk/errors/diagnostics";
import { checkOptions, WITH_EFFECT, WITHOUT_EFFECT } from "../../sdk/plan/resourceOptions";

function said(opts: object, ways?: Record<string, string>): string[] {
  try {
    checkOptions("edge", opts, "ComputeService", ways);
    return [];
  } catch (error) {
    return (error as DiagnosticsError).diagnostics.map(({ message, code }) => `${message} [${code}]`);
  }
}

/** The options that the installed SDK declares. */
function declared(): string[] {
  const text = readFileSync(require.resolve("@pulumi/pulumi/resource.d.ts"), "utf8");
  const bodies = [
    ...text.matchAll(/interface (?:Custom|Component)?ResourceOptions(?: extends \w+)? \{([\s\S]*?)\n\}/g),
  ];
  return bodies.flatMap(([, body = ""]) => [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name = ""]) => name));
}

/** A value for each option. */
const VALUE = (option: string): unknown =>
  ["import", "id", "version", "pluginDownloadURL"].includes(option)
    ? "x"
    : /^(delete|retain)/.test(option)
      ? true
      : ["x"];

describe("resource options", () => {
  it("of the SDK are all either accepted or refused", () => {
    const all = declared();
    assert.ok(all.length >= 22, String(all));
    for (const option of all) {
      assert.ok(WITH_EFFECT.includes(option) !== Object.hasOwn(WITHOUT_EFFECT, option), option);
    }
  });

  for (const option of Object.keys(WITHOUT_EFFECT)) {
    it(`are refused when they have no effect: ${option}`, () => {
      assert.deepEqual(said({ [option]: VALUE(option) }), [
        `The resource option [${option}] has no effect on a ComputeService [resource-option-without-effect]`,
      ]);
      for (const nothing of [undefined, null, "", false, [], {}, { create: "", update: "" }]) {
        assert.deepEqual(said({ [option]: nothing }), []);
      }
    });
  }

  it("with an effect are accepted", () => {
    for (const option of WITH_EFFECT) {
      assert.deepEqual(said({ [option]: VALUE(option) }), []);
    }
    assert.deepEqual(said({ parent: pulumi.rootStackResource, protect: true }), []);
  });

  it("with a spelling mistake are distinguished from those of another version of the SDK", () => {
    assert.deepEqual(said({ alias: ["a"] }), ["Unknown resource option [alias] [resource-option-unread]"]);
    assert.deepEqual(said({ dependOn: ["a"], transform: [] }), [
      "Unknown resource option [dependOn] [resource-option-unread]",
    ]);
    assert.deepEqual(said({ somethingNew: true, constructor: true }), []);
  });

  it("can have a special remedy of a component", () => {
    try {
      checkOptions("edge", { import: "ID" } as object, "ComputeService", { import: "adopt it" });
      assert.fail();
    } catch (error) {
      assert.deepEqual(
        (error as DiagnosticsError).diagnostics.map(({ remedy }) => remedy),
        ["adopt it"],
      );
    }
  });
});
