import type { SecondOfRequests } from "../fastly/statistics";
import type { ReleasePlan } from "../plan/releasePlan";

type Limits = NonNullable<ReleasePlan["watch"]>;

/** The requests in a period. */
interface Total {
  seconds: number;
  requests: number;
  errors: number;
  milliseconds: number;
}

function totalOf(seconds: SecondOfRequests[]): Total {
  const sum = (of: (second: SecondOfRequests) => number) => seconds.reduce((total, second) => total + of(second), 0);
  return {
    seconds: seconds.length,
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    milliseconds: sum(({ milliseconds }) => milliseconds),
  };
}

/**
 * The problem with the statistics of a version.
 *
 * @param before the seconds before the version went live. Undefined when they are not known.
 * @param since the seconds since then.
 * @param isOver whether the time is over. A rate means nothing before that.
 */
export function wrongStatistics(
  limits: Limits,
  before: SecondOfRequests[] | undefined,
  since: SecondOfRequests[],
  isOver: boolean,
): string[] {
  const now = totalOf(since);
  const wrong: string[] = [];
  if (now.requests >= limits.minRequests) {
    const percent = (100 * now.errors) / now.requests;
    if (percent > limits.maxErrorPercent) {
      wrong.push(
        `${rounded(percent)} % of ${now.requests} answers are errors of 500 and above, but only ${limits.maxErrorPercent} % may be`,
      );
    }
    const average = now.milliseconds / now.requests;
    if (limits.maxMilliseconds !== undefined && average > limits.maxMilliseconds) {
      wrong.push(`an answer takes ${rounded(average)} ms on average, but may take only ${limits.maxMilliseconds}`);
    }
  }
  const earlier = before && totalOf(before);
  if (isOver && limits.minRatePercent !== undefined && earlier !== undefined && earlier.requests > 0) {
    const [was, is] = [earlier, now].map(({ requests, seconds }) => requests / Math.max(1, seconds)) as [
      number,
      number,
    ];
    if ((100 * is) / was < limits.minRatePercent) {
      wrong.push(
        `${rounded(is)} requests a second come in, after ${rounded(was)} before: less than ${limits.minRatePercent} %`,
      );
    }
  }
  return wrong;
}

/** Why there is no rate to compare, although there is a limit for it. Undefined when there is one. */
export function whyNotCompared(
  { minRatePercent }: Pick<Limits, "minRatePercent">,
  before: SecondOfRequests[] | undefined,
): string | undefined {
  if (minRatePercent === undefined || (before !== undefined && totalOf(before).requests > 0)) {
    return undefined;
  }
  return before === undefined
    ? "the version went live in an earlier run"
    : "no requests came in the two minutes before it was live";
}

/** The statistics in words. */
export function seenStatistics(since: SecondOfRequests[]): string {
  const { requests, errors, seconds } = totalOf(since);
  return `${requests} requests in ${seconds} seconds, ${errors} of them answered by 500 or above`;
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
