import { engineError } from "../errors";
import type { PropertyMap, Value } from "../value";
import { unwrapSecrets } from "../values";

/** A call to a provider that the local engine lacks. */
export interface MockCall {
  /** The type of the resource, or the function: `aws:s3/bucket:Bucket`. */
  token: string;
  /** The resource's name in the program. None for a function. */
  name?: string;
  /** The id of an existing resource: in an update, and for `get`. */
  id?: string;
  /** The program's inputs, with secrets unwrapped. */
  inputs: Record<string, unknown>;
}

/**
 * The outputs of a resource or a function besides its inputs. `id` is the id of a resource.
 *
 * When the test's function throws, the resource or the call fails.
 */
export type Mock =
  | Record<string, unknown>
  | ((call: MockCall) => Record<string, unknown> | Promise<Record<string, unknown>>);

/** The test's answer. Undefined without one. */
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
