import type * as pulumi from "@pulumi/pulumi";
import { failUnder } from "./failure";
import type { StackState, StateReader } from "./stackState";

/** Reads the state outside of hooks. A state that cannot be read fails the run, as nothing is known then. */
export async function preparedState({
  state,
  component,
}: {
  state: StateReader;
  component: pulumi.Resource;
}): Promise<StackState | undefined> {
  try {
    await state.prepare();
    return await state.read();
  } catch (error) {
    return failUnder(component, error);
  }
}
