import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { checkArguments } from "../../sdk/plan/checkArguments";
import { readProject } from "../../sdk/plan/project";
import { checkLocation } from "../../sdk/setup/stores/location";
import { checkStore } from "../../sdk/setup/stores/store";
import { inTemporary } from "../package/support";
import { makeReport } from "../support/report";

const TYPE = "fastly-compute:index:ComputeService";

/** The codes of the findings about arguments. */
function findings(name: unknown, args: unknown): string[] {
  try {
    checkArguments(name as string, args, TYPE);
  } catch (error) {
    return (error as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code);
  }
  return [];
}

describe("wrong arguments", () => {
  it("have separate error codes", () => {
    assert.deepEqual(findings({ directory: "." }, undefined), ["name-not-text"]);
    assert.deepEqual(findings("edge", "app"), ["arguments-not-object"]);
    assert.deepEqual(findings("edge", { directory: ".", environment: pulumi.secret("x") }), ["argument-not-plain"]);
    const api = { address: "a.example.com", healthcheck: { path: "" } };
    assert.deepEqual(findings("edge", { directory: ".", backends: { api } }), ["argument-missing"]);
  });

  it("include a missing directory, a manifest without a name, and an empty service name", async () => {
    assert.throws(() => readProject("edge", {} as never), { code: "directory-missing", facts: { component: "edge" } });
    await inTemporary(async (directory) => {
      writeFileSync(`${directory}/fastly.toml`, "manifest_version = 3\n");
      assert.throws(() => readProject("edge", { directory }), { code: "manifest-name-missing" });
      writeFileSync(`${directory}/fastly.toml`, 'manifest_version = 3\nname = "shop"\n');
      assert.throws(() => readProject("edge", { directory, serviceName: "" }), { code: "service-name-empty" });
    })();
  });

  for (const [code, given] of [
    ["store-linked-and-named", { existingId: "id", name: "n" }],
    ["store-linked-twice", { existingId: "id", existingName: "n" }],
    ["store-link-empty", { existingId: "" }],
  ] as const) {
    it(`of a store are refused: ${code}`, () => {
      const { report } = makeReport();
      checkStore("KV store", "edge", ["setup", "kv_stores", "pages"], given, report);
      assert.deepEqual(
        report.diagnostics.map((finding) => finding.code),
        [code],
      );
    });
  }

  it("include an unknown region of a KV store", () => {
    const { report } = makeReport();
    checkLocation("pages", ["setup", "kv_stores", "pages"], { location: "UK" as never }, report);
    assert.deepEqual(
      report.diagnostics.map((finding) => finding.code),
      ["location-unknown"],
    );
  });
});
