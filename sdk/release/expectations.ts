import type { ServiceAnswer } from "../live/request";
import type { ReleaseCheckArgs } from "../plan/releaseArgs";

/** The problem with an answer, worded to follow the request. Undefined when the answer is as expected. */
export function wrongWith(check: ReleaseCheckArgs, answer: ServiceAnswer | string): string | undefined {
  if (typeof answer === "string") {
    return `does not answer (${answer})`;
  }
  const { status = 200, headers = {}, bodyContains, json, maxMilliseconds } = check;
  if (answer.status !== status) {
    return `answers ${answer.status} instead of ${status}`;
  }
  for (const [name, wanted] of Object.entries(headers)) {
    const found = [answer.headers[name.toLowerCase()]].flat().join(", ");
    if (found !== wanted) {
      return `has ${found === "" ? "no" : `"${found}" as`} header ${name} instead of "${wanted}"`;
    }
  }
  if (bodyContains !== undefined && !answer.body.includes(bodyContains)) {
    return `has no "${bodyContains}" in its body`;
  }
  const wrongJson = json === undefined ? undefined : wrongInJson(json, answer.body);
  if (wrongJson !== undefined) {
    return wrongJson;
  }
  return maxMilliseconds !== undefined && answer.milliseconds > maxMilliseconds
    ? `takes ${answer.milliseconds} ms, but may take only ${maxMilliseconds}`
    : undefined;
}

function wrongInJson(wanted: Record<string, string>, body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return "has a body that is not JSON";
  }
  for (const [pointer, text] of Object.entries(wanted)) {
    const found = valueAt(parsed, pointer);
    const said = typeof found === "string" ? found : JSON.stringify(found);
    if (said !== text) {
      return `has ${said === undefined ? "nothing" : shortened(said)} at ${pointer} instead of ${text}`;
    }
  }
  return undefined;
}

/** The value at a JSON pointer (RFC 6901). Undefined when there is none. */
function valueAt(value: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (at, step) =>
        typeof at === "object" && at !== null && Object.hasOwn(at, step)
          ? (at as Record<string, unknown>)[step]
          : undefined,
      value,
    );
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
