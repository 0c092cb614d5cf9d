import type { StepOp } from "../engine/events";
import type { Style } from "./paint";

/** The words of the Pulumi CLI for a step. */
export interface OpText {
  /** Two characters before the resource or property. */
  prefix: string;
  style: Style;
  /** In a preview. */
  plan: string;
  doing: string;
  done: string;
  /** In the counts: `3 created`. */
  counted: string;
}

export const OPS: Record<StepOp, OpText> = {
  same: { prefix: "  ", style: "plain", plan: "", doing: "", done: "", counted: "unchanged" },
  create: { prefix: "+ ", style: "create", plan: "create", doing: "creating", done: "created", counted: "created" },
  update: { prefix: "~ ", style: "update", plan: "update", doing: "updating", done: "updated", counted: "updated" },
  delete: { prefix: "- ", style: "delete", plan: "delete", doing: "deleting", done: "deleted", counted: "deleted" },
  replace: {
    prefix: "+-",
    style: "replace",
    plan: "replace",
    doing: "replacing",
    done: "replaced",
    counted: "replaced",
  },
  "create-replacement": {
    prefix: "++",
    style: "createReplacement",
    plan: "replace",
    doing: "creating replacement",
    done: "created replacement",
    counted: "created replacement",
  },
  "delete-replaced": {
    prefix: "--",
    style: "deleteReplaced",
    plan: "replace",
    doing: "deleting original",
    done: "deleted original",
    counted: "deleted original",
  },
  import: { prefix: "= ", style: "create", plan: "import", doing: "importing", done: "imported", counted: "imported" },
  "import-replacement": {
    prefix: "=>",
    style: "replace",
    plan: "import",
    doing: "importing replacement",
    done: "imported replacement",
    counted: "imported replacement",
  },
  refresh: {
    prefix: "~ ",
    style: "update",
    plan: "refresh",
    doing: "refreshing",
    done: "refreshed",
    counted: "refreshed",
  },
  read: { prefix: "> ", style: "read", plan: "read", doing: "reading", done: "read", counted: "read" },
  discard: {
    prefix: "< ",
    style: "delete",
    plan: "discard",
    doing: "discarding",
    done: "discarded",
    counted: "discarded",
  },
};

/** The steps of one replacement. A finished display shows them as one. */
export function isReplacement(op: StepOp): boolean {
  return op === "replace" || op === "create-replacement" || op === "delete-replaced";
}
