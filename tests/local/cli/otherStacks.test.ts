import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listStack } from "../../../local/cli/listing";
import { otherStacksOf } from "../../../local/cli/otherStacks";
import { stateDirectoryOf } from "../../../local/cli/stateDirectory";
import { makeProject, removeProjects } from "../../support/project";
import "../../support/ownState";

describe("the outputs of stacks on this machine", () => {
  after(removeProjects);

  function deployed(directory: string, project: string, stack: string, outputs: object): void {
    const type = "pulumi:pulumi:Stack";
    const resource = { urn: `urn:pulumi:${stack}::${project}::${type}::${project}-${stack}`, type, outputs };
    const file = join(directory, stack, "state.json");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources: [resource] } }));
  }

  it("include those of this project and of the user's other projects, each by its own name", () => {
    const [shop, network] = [makeProject({}), makeProject({})];
    deployed(stateDirectoryOf({}, { root: shop }), "shop", "prod", { of: "shop" });
    deployed(stateDirectoryOf({}, { root: network }), "network", "prod", { of: "network" });
    const outputs = otherStacksOf({}, { root: shop });
    assert.deepEqual(outputs("shop", "prod"), { of: "shop" });
    assert.deepEqual(outputs("network", "prod"), { of: "network" });
    for (const [project, stack] of [
      ["network", "dev"],
      ["other", "prod"],
      ["shop", "../prod"],
      ["shop", ""],
    ] as const) {
      assert.equal(outputs(project, stack), undefined);
    }
  });

  it("appear with the stack's resources, and resources that are not simulated are marked", () => {
    const state = makeProject({});
    const type = "pulumi:pulumi:Stack";
    const urn = `urn:pulumi:dev::shop::${type}::shop-dev`;
    const bucket = {
      urn: "urn:pulumi:dev::shop::aws:s3:Bucket::b",
      type: "aws:s3:Bucket",
      custom: true,
      echoed: true,
      parent: urn,
    };
    mkdirSync(join(state, "dev"));
    const resources = [{ urn, type, outputs: {} }, bucket];
    writeFileSync(join(state, "dev/state.json"), JSON.stringify({ version: 3, deployment: { resources } }));
    assert.match(listStack("dev", state), /aws:s3:Bucket \(not simulated\) +b\n/);
  });

  it("come only from --state when that is given, and unreadable states are left out", () => {
    const [shop, state] = [makeProject({}), makeProject({})];
    deployed(stateDirectoryOf({}, { root: shop }), "shop", "prod", { of: "shop" });
    deployed(state, "shop", "dev", { of: "state" });
    mkdirSync(join(state, "broken"));
    writeFileSync(join(state, "broken/state.json"), "{");
    const outputs = otherStacksOf({ state }, { root: shop });
    assert.deepEqual(outputs("shop", "dev"), { of: "state" });
    assert.equal(outputs("shop", "prod"), undefined);
    assert.equal(outputs("shop", "broken"), undefined);
  });
});
