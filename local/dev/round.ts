import { dirname, resolve } from "node:path";
import type { LocalFastly } from "../api";
import type { EngineEvent } from "../engine";
import type { ResourceState } from "../engine/contract";
import type { Stack } from "../stack";
import { untilAborted } from "../untilAborted";
import type { Round } from "./loop";

const COMPONENT = "fastly-compute:index:ComputeService";

const SERVICE = "fastly:index/serviceCompute:ServiceCompute";

/** The apps and services of a stack, as far as its program has come. */
export interface Deployed {
  /** The directories of its apps, by the names of their services. */
  apps: ReadonlyMap<string, string>;
  /** The ids of its services, in the order of the program. The API may have services of other stacks too. */
  services: string[];
}

export function deployedBy(resources: readonly ResourceState[], program: string): Deployed {
  return {
    apps: new Map(
      resources.flatMap(({ type, inputs: { manifest, name } }): [string, string][] =>
        type === COMPONENT && typeof manifest === "string" ? [[String(name), dirname(resolve(program, manifest))]] : [],
      ),
    ),
    services: resources.flatMap(({ type, id }) => (type === SERVICE && id !== undefined && id !== "" ? [id] : [])),
  };
}

export interface RoundParts {
  /** Opens the stack from the project's present files. Throws when they cannot be read. */
  openStack(): Stack;
  fastly: Pick<LocalFastly, "settled">;
  /** Called with the deployed stack, before the edge starts it. */
  deployed(stack: Stack): Promise<void>;
  /** The service that should answer. Undefined without a service, or without Viceroy. */
  service(): string | undefined;
}

/** Makes rounds: each deploys, and waits until the deployed version answers. */
export function createRounds({ openStack, fastly, deployed, service }: RoundParts) {
  /** Unknown at the start: another process may have deployed the present version. */
  let answers: boolean | undefined;
  return async (signal: AbortSignal): Promise<Round> => {
    const took: Record<string, number> = {};
    const timed = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
      const began = performance.now();
      try {
        return await work();
      } finally {
        took[step] = performance.now() - began;
      }
    };
    const settled = async () => {
      const name = service();
      try {
        if (name !== undefined) await untilAborted(fastly.settled(name), signal);
        answers = name !== undefined;
      } catch (error) {
        const isGivenUp = signal.aborted && error === signal.reason;
        answers = isGivenUp ? (answers ?? false) : false;
        if (!isGivenUp) throw error;
      }
    };
    const round = { ok: false, errors: [] as string[], took, changes: {} as Round["changes"] };
    const failWith = (error: unknown) => {
      round.ok = false;
      round.errors.push(error instanceof Error ? error.message : String(error));
    };
    await timed("deploy", async () => {
      const stack = openStack();
      try {
        const { ok, errors, changes, events } = await stack.up({ signal });
        Object.assign(round, ok ? { ok, changes } : { errors: explained(errors, events) });
      } finally {
        await deployed(stack);
      }
    }).catch(failWith);
    if (round.ok) {
      await timed("edge", settled).catch(failWith);
    } else if (answers === undefined) {
      await settled().catch(() => {});
    }
    return { ...round, answers: answers ?? false };
  };
}

/** As many lines of a program as a page has room for. */
const LINES_SAID = 20;

/** Programs in some languages print their problem themselves, and end. The error alone does not say it. */
function explained(errors: readonly string[], events: readonly EngineEvent[]): string[] {
  const said = events.flatMap((event) =>
    event.kind === "diagnostic" && event.severity === "info" && event.urn === undefined && !event.ephemeral
      ? [event.message.trimEnd()]
      : [],
  );
  return errors.map((error) =>
    /^the program ended with exit code \d+$/.test(error) ? [...said.slice(-LINES_SAID), error].join("\n") : error,
  );
}
