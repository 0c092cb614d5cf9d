// Stacks and local Fastlys of a suite: they start before its tests, and stop after them.
import { LocalFastly, type LocalFastlyOptions } from "../../local/index";
import type { Engine } from "./engines";
import { type InlineStack, inlineStack } from "./inlineStack";
import { removeProjects } from "./project";

/** How a stack starts: see `inlineStack`. */
interface Beginning {
  manifest?: string;
  engine?: Engine;
  /** Called before the stack starts. */
  options?: () => LocalFastlyOptions;
}

/** A separate stack for each test of a suite. Its Fastly is stopped and its project removed afterwards. */
export function stackOfEachTest(beginning?: Beginning): InlineStack {
  return stack(beginning, EACH_TEST);
}

/** The same with one stack for all tests of a suite. */
export function stackOfSuite(beginning?: Beginning): InlineStack {
  return stack(beginning, SUITE);
}

/** A separate local Fastly for each test of a suite. It is stopped afterwards. Default: it serves nothing. */
export function fastlyOfEachTest(options?: LocalFastlyOptions): LocalFastly {
  return fastly(options, EACH_TEST);
}

/** The same with one local Fastly for all tests of a suite. */
export function fastlyOfSuite(options?: LocalFastlyOptions): LocalFastly {
  return fastly(options, SUITE);
}

interface Hooks {
  begin(work: () => Promise<void>): void;
  end(work: () => Promise<void>): void;
}

const EACH_TEST: Hooks = { begin: (work) => beforeEach(work), end: (work) => afterEach(work) };
const SUITE: Hooks = { begin: (work) => before(work), end: (work) => after(work) };

function stack({ manifest, engine, options }: Beginning = {}, hooks: Hooks): InlineStack {
  const begun = during(
    hooks,
    () => inlineStack(manifest, engine, options?.()),
    (self) => self.fastly.stop(),
  );
  after(removeProjects);
  return begun;
}

function fastly(options: LocalFastlyOptions = {}, hooks: Hooks): LocalFastly {
  return during(
    hooks,
    () => LocalFastly.start({ edge: false, ...options }),
    (self) => self.stop(),
  );
}

/** Stands for the value that was started last. */
function during<T extends object>({ begin, end }: Hooks, start: () => Promise<T>, stop: (it: T) => Promise<void>): T {
  let current: T | undefined;
  begin(async () => {
    current = await start();
  });
  end(async () => current && stop(current));
  return new Proxy({} as T, {
    get(_, name) {
      if (current === undefined) {
        throw new Error("What a suite has is there while its tests run, and not before");
      }
      const value: unknown = Reflect.get(current, name, current);
      return typeof value === "function" ? value.bind(current) : value;
    },
  });
}
