import * as pulumi from "@pulumi/pulumi";
import type { Deployment } from "../plan/deployment";
import { isDeployingOrPreview } from "../pulumi/operation";
import type { Guards } from "../setup/given";
import { checkFilled } from "./leavingItems";
import { checkLinked } from "./leavingStores";

/** Refuses what would lose data. Whatever needs the id of a store waits for that. */
export function guardsOf(deployment: Deployment): Guards {
  const guarded = (id: pulumi.Input<string>, check: (id: string) => Promise<void>) =>
    isDeployingOrPreview() ? pulumi.output(id).apply((known) => check(known).then(() => known)) : id;
  return {
    linked: (thing, id) => guarded(id, (known) => checkLinked(deployment, thing, known)),
    filled: (label, id, values) =>
      values.keys().length === 0 ? id : guarded(id, (known) => checkFilled(deployment, label, known, values)),
  };
}
