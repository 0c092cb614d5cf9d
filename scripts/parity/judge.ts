import { type Deployments, type Reason, reasonFor, refusalReason, sameRefusal } from "./reasons";
import { compare } from "./snapshot";

export type Verdict = "same" | "better" | "differ" | "refused by both";

export interface Outcome {
  verdict: Verdict;
  /** The reasons for the differences, each once. */
  reasons: string[];
  /** The differences without a reason. */
  unexplained: string[];
}

/** The outcomes for a manifest: the errors of those that did not deploy it, or both results. */
export interface Results {
  cliError?: string;
  ourError?: string;
  deployments?: Deployments;
}

export function judge({ cliError, ourError, deployments }: Results): Outcome {
  if (cliError !== undefined && ourError !== undefined) {
    const reason = sameRefusal(cliError, ourError);
    return reason === undefined
      ? { verdict: "differ", reasons: [], unexplained: [`the CLI refuses: ${cliError}`, `ours refuses: ${ourError}`] }
      : { verdict: "refused by both", reasons: [reason], unexplained: [] };
  }
  if (cliError !== undefined || ourError !== undefined) {
    const by = cliError === undefined ? "ours" : "cli";
    const message = cliError ?? ourError ?? "";
    const reason = refusalReason(by, message);
    return reason === undefined
      ? { verdict: "differ", reasons: [], unexplained: [`only ${by} refuses: ${message}`] }
      : { verdict: reason.verdict, reasons: [describe(reason)], unexplained: [] };
  }
  if (deployments === undefined) {
    throw new Error("There is nothing to judge");
  }
  const found = compare(deployments.cli, deployments.ours).map((difference) => ({
    difference,
    reason: reasonFor(difference, deployments),
  }));
  const unexplained = found
    .filter(({ reason }) => reason === undefined)
    .map(
      ({ difference: { path, cli, ours } }) => `${path}: ${cli ?? "nothing"} with the CLI, ${ours ?? "nothing"} here`,
    );
  const reasons = [...new Set(found.flatMap(({ reason }) => (reason === undefined ? [] : [describe(reason)])))];
  const differs = unexplained.length > 0 || found.some(({ reason }) => reason?.verdict === "differ");
  return { verdict: found.length === 0 ? "same" : differs ? "differ" : "better", reasons, unexplained };
}

function describe({ name, why }: Reason): string {
  return `${name}: ${why}`;
}
