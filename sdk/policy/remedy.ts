import type {
  ReportViolation,
  ResourceValidation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";

/** Every policy has a remedy. */
type WithRemedy<Policy> = Policy & { remediationSteps: string };

/** A policy for single resources, whose violations say the remedy. */
export function resourcePolicy(
  policy: WithRemedy<ResourceValidationPolicy> & { validateResource: ResourceValidation },
): ResourceValidationPolicy {
  const { remediationSteps, validateResource } = policy;
  return {
    ...policy,
    validateResource: (args, report) => validateResource(args, withRemedy(report, remediationSteps)),
  };
}

/** A policy for the whole stack, whose violations say the remedy. */
export function stackPolicy(policy: WithRemedy<StackValidationPolicy>): StackValidationPolicy {
  const { remediationSteps, validateStack } = policy;
  return { ...policy, validateStack: (args, report) => validateStack(args, withRemedy(report, remediationSteps)) };
}

/** Pulumi's terminal does not show `remediationSteps`. So the message has them, on a line of their own. */
function withRemedy(report: ReportViolation, remedy: string): ReportViolation {
  return (message, urn) => report(`${message}\n${remedy}`, urn);
}
