import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { namesIn } from "pulumi-fastly-compute/internal";
import { openStateFile } from "../engine/stateFile";
import { STACK_TYPE } from "../engine/urn";
import type { PropertyMap } from "../engine/value";
import type { Invocation } from "./invocation";
import type { Project } from "./project";
import { isStackName } from "./stackName";
import { passphraseOf } from "./stackSecrets";
import { stateDirectoryOf } from "./stateDirectory";

/** The outputs of a stack that was deployed on this machine, by its project. Undefined when there is none. */
export type OtherStacks = (project: string, stack: string) => PropertyMap | undefined;

/**
 * The stacks that a `StackReference` can read: those of this project, and those of this user's other projects. Each
 * project has its own state directory. With `--state`, only the stacks in that directory.
 */
export function otherStacksOf(invocation: Pick<Invocation, "state">, project: Pick<Project, "root">): OtherStacks {
  const own = stateDirectoryOf(invocation, project);
  return (name, stack) => {
    if (!isStackName(stack)) {
      return undefined;
    }
    for (const directory of invocation.state === undefined ? [own, ...besides(own)] : [own]) {
      const file = join(directory, stack, "state.json");
      const found = existsSync(file) ? outputsIn(file, name) : undefined;
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  };
}

function besides(own: string): string[] {
  const home = dirname(own);
  return namesIn(home)
    .map((name) => join(home, name))
    .filter((path) => path !== own);
}

/** The outputs of a stack of this project. A stack of another project may have the same name. */
function outputsIn(file: string, project: string): PropertyMap | undefined {
  try {
    const { resources } = openStateFile(file, passphraseOf() ?? "").initial;
    const stack = resources.find(({ type }) => type === STACK_TYPE);
    return stack?.urn.split("::")[1] === project ? stack.outputs : undefined;
  } catch {
    return undefined;
  }
}
