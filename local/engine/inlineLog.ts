import * as pulumi from "@pulumi/pulumi";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { getStore } from "./sdkStore";

type Log = typeof pulumi.log.info;

const LEVELS = ["debug", "info", "warn", "error"] as const;

/** The messages of one run of an inline program. */
export interface MessageFlow {
  /** Begins to let messages flow, those of the run with this store. */
  begin(store: object): void;
  /** Releases everything that waits for a resource, so that later messages are delivered. */
  release(): void;
  /** Drops all messages from now on: nobody listens any more. */
  stop(): void;
}

/** The messages of a run that may wait for a resource, until it is released. */
interface Flow {
  released: Promise<string>;
  isOver: boolean;
}

const flows = new WeakMap<object, Flow>();
/** The flow of the run in progress. A hook may have lost the context of its run. */
let present: Flow | undefined;
let isKept = false;

/**
 * Keeps the messages of an inline program flowing.
 *
 * The SDK delivers all messages of a process one after another, whichever run they belong to. Once one cannot be
 * delivered, it delivers no more, and a run waits for its messages. A stopped run may leave a message about a resource
 * whose URN never comes. Its work may also write such a message later. All later runs would be silent, and never end.
 */
export function keepLogFlowing(): MessageFlow {
  keepAllFlowing();
  let release = () => {};
  const released = new Promise<string>((resolve) => {
    release = () => resolve("");
  });
  const flow: Flow = { released, isOver: false };
  return {
    begin(store) {
      flows.set(store, flow);
      present = flow;
    },
    release: () => release(),
    stop() {
      flow.isOver = true;
      present = undefined;
      release();
    },
  };
}

/** Once for the process: work of a run that is over may go on for longer than any later run. */
function keepAllFlowing(): void {
  if (isKept) {
    return;
  }
  isKept = true;
  const log = pulumi.log as Record<(typeof LEVELS)[number], Log>;
  for (const level of LEVELS) {
    const original = log[level];
    log[level] = async (message, resource, ...rest) => {
      const flow = flows.get(getStore()) ?? present;
      if (flow === undefined) {
        await original(message, resource, ...rest);
      } else if (!flow.isOver) {
        await original(message, resource && withUrnUntil(flow.released, resource), ...rest);
      }
    };
  }
}

/** Of a message's resource, only the URN is used. */
function withUrnUntil(released: Promise<string>, resource: pulumi.Resource): pulumi.Resource {
  const { urn } = resource as unknown as { urn: { promise(): Promise<string> } };
  const known = () => Promise.race([urn.promise(), released]).catch(() => "");
  return { urn: { promise: known } } as unknown as pulumi.Resource;
}

/** Drops messages on their way to an engine that is about to close, instead of failing on them. */
export function dropLateMessages(): void {
  const engine = pulumi.runtime.getEngine() as EngineClient | undefined;
  if (engine === undefined) {
    return;
  }
  const send = engine.log.bind(engine) as (request: unknown, callback: (error: unknown) => void) => unknown;
  const sendOrDrop: typeof send = (request, callback) => {
    try {
      return send(request, callback);
    } catch (error) {
      return callback(error);
    }
  };
  Object.assign(engine, { log: sendOrDrop });
}
