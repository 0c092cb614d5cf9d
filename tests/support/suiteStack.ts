import type { LocalFastlyOptions } from "../../local/index";
import type { Engine } from "./engines";
import { type InlineStack, inlineStack } from "./inlineStack";
import { removeProjects } from "./project";

/** How a stack begins: see `inlineStack`. */
interface Beginning {
  manifest?: string;
  engine?: Engine;
  /** Asked before it begins. */
  options?: () => LocalFastlyOptions;
}

/** A stack of its own for each test of a suite. Its Fastly is stopped and its project removed afterwards. */
export function stackOfEachTest(beginning: Beginning = {}): InlineStack {
  return stackFrom(beginning, beforeEach, afterEach);
}

/** The same, of one stack for all tests of a suite. */
export function stackOfSuite(beginning: Beginning = {}): InlineStack {
  return stackFrom(beginning, before, after);
}

type Hook = (work: () => Promise<void>) => void;

/** What it is asked for is that of the stack which has begun last. */
function stackFrom({ manifest, engine, options }: Beginning, begin: Hook, end: Hook): InlineStack {
  let current: InlineStack | undefined;
  begin(async () => {
    current = await inlineStack(manifest, engine, options?.());
  });
  end(async () => current?.fastly.stop());
  after(removeProjects);
  return new Proxy({} as InlineStack, {
    get(_, member) {
      if (current === undefined) {
        throw new Error("The stack of a suite is there while its tests run, and not before");
      }
      return current[member as keyof InlineStack];
    },
  });
}
