import { engineError } from "../errors";
import type { PropertyMap, Value } from "../value";
import { unwrapSecrets } from "../values";

/** What is asked of a provider that the local engine does not have. */
export interface MockCall {
  /** The type of the resource, or the function: `aws:s3/bucket:Bucket`. */
  token: string;
  /** The resource's name in the program; none for a function. */
  name?: string;
  /** The id of a resource that is there already: in an update, and for `get`. */
  id?: string;
  /** What the program gave, secrets unwrapped. */
  inputs: Record<string, unknown>;
}

/**
 * What a resource or a function answers, besides its inputs. `id` of a resource is its id.
 *
 * A function of the test that throws makes the resource, or the call, fail.
 */
export type Mock =
  | Record<string, unknown>
  | ((call: MockCall) => Record<string, unknown> | Promise<Record<string, unknown>>);

/** What the test says; undefined where it says nothing. */
export async function answerOf(
  mocks: Readonly<Record<string, Mock>>,
  call: Omit<MockCall, "inputs"> & { inputs: PropertyMap },
): Promise<PropertyMap | undefined> {
  const mock = Object.hasOwn(mocks, call.token) ? mocks[call.token] : undefined;
  if (mock === undefined) {
    return undefined;
  }
  const inputs = unwrapSecrets(call.inputs) as Record<string, unknown>;
  const answer = typeof mock === "function" ? await mock({ ...call, inputs }) : mock;
  return asValues(call.token, answer);
}

function asValues(token: string, answer: unknown): PropertyMap {
  const values: unknown = JSON.parse(JSON.stringify(answer ?? null));
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw engineError("mock-answer-unfit", { token, answer: values });
  }
  return values as Record<string, Value>;
}
