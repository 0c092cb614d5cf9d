import { ComputeError } from "pulumi-fastly-compute/internal";
import type { RuntimeConfiguration } from "./configuration";
import type { Runtime } from "./runtime";

/** What should serve a service: its active version. */
export interface Wanted {
  /** Identifies the runtime: another key needs another runtime. */
  key: string;
  /** The name in messages: `service "shop", version 3`. */
  title: string;
  configuration: RuntimeConfiguration;
}

export interface ServingParts<W extends Wanted> {
  /** Throws a ComputeError when nothing can serve it, such as a service without an active version. */
  wanted(): W;
  /** Returns the present runtime when another one would do the same. */
  start(wanted: W, signal: AbortSignal, current: Runtime | undefined): Promise<Runtime>;
  log(line: string): void;
}

/** The runtimes of one service: the present one, and the one that will replace it. */
export interface Serving {
  /** The runtime for a request now: the old one while a new one starts. */
  forRequest(): Promise<Runtime>;
  /** The runtime of the active version, with its present items. Waits until it answers. */
  settled(): Promise<Runtime>;
  /** Call this after a change. It starts nothing for a service without requests so far. */
  changed(): Promise<void>;
  stop(): Promise<void>;
}

export function createServing<W extends Wanted>({ wanted, start, log }: ServingParts<W>): Serving {
  let current: { key: string; runtime: Runtime } | undefined;
  let starting: { key: string; runtime: Promise<Runtime>; abort: AbortController } | undefined;
  const alive = new Set<Runtime>();

  /** Old requests end on the old runtime, unless the new one is the same. */
  const swap = (next: typeof current) => {
    if (current?.runtime !== next?.runtime) {
      void current?.runtime.retire();
    }
    current = next;
  };
  const abandonStart = () => {
    starting?.abort.abort();
    starting = undefined;
  };

  const startNext = (wish: W): Promise<Runtime> => {
    const abort = new AbortController();
    const runtime = start(wish, abort.signal, current?.runtime).then(
      (started) => {
        alive.add(started);
        void started.ended.then(() => {
          alive.delete(started);
          if (current?.runtime === started) {
            current = undefined;
            log(`${started.title}: the runtime ended unexpectedly; the next request starts it again`);
          }
        });
        if (starting?.abort === abort) {
          starting = undefined;
          swap({ key: wish.key, runtime: started });
        } else if (current?.runtime !== started) {
          void started.stop();
        }
        return started;
      },
      (error: unknown) => {
        if (starting?.abort === abort) {
          starting = undefined;
          // Otherwise the old runtime would make the new version look good.
          swap(undefined);
        }
        throw error;
      },
    );
    starting = { key: wish.key, runtime, abort };
    return runtime;
  };

  const settled = async (): Promise<Runtime> => {
    const wish = wantedOrNothing();
    if (current?.key === wish.key) {
      abandonStart();
      const { runtime } = current;
      await runtime.writeItems(wish.configuration.items);
      return runtime;
    }
    if (starting?.key !== wish.key) {
      abandonStart();
      return latest(wish, startNext(wish));
    }
    return latest(wish, starting.runtime);
  };

  /** The result of a start. Another version or other items may have come meanwhile. */
  const latest = async (wish: W, start: Promise<Runtime>): Promise<Runtime> => {
    const error = await start.then(
      () => undefined,
      (reason: unknown) => ({ reason }),
    );
    if (error !== undefined && wantedOrNothing().key === wish.key) {
      throw error.reason;
    }
    return settled();
  };

  const wantedOrNothing = (): W => {
    try {
      return wanted();
    } catch (error) {
      abandonStart();
      swap(undefined);
      throw error;
    }
  };

  return {
    settled,
    forRequest: async () => current?.runtime ?? settled(),
    changed: async () => {
      if (current === undefined && starting === undefined) {
        return;
      }
      const done = settled().catch((error: Error) =>
        log(error instanceof ComputeError ? error.problem : error.message),
      );
      if (starting === undefined) {
        await done;
      }
    },
    stop: async () => {
      const last = starting?.runtime;
      abandonStart();
      current = undefined;
      await Promise.all([...alive].map((runtime) => runtime.stop()));
      await last?.then((runtime) => runtime.stop()).catch(() => undefined);
    },
  };
}
