import * as pulumi from "@pulumi/pulumi";
import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";

type Log = typeof pulumi.log.info;

const LEVELS = ["debug", "info", "warn", "error"] as const;

export interface MessageFlow {
  /** Releases everything that waits for a resource, so that later messages are delivered. */
  release(): void;
  stop(): void;
}

/**
 * Keeps the messages of an inline program flowing.
 *
 * The SDK delivers all messages of a process one after another. Once one cannot be delivered, it delivers no more. A
 * stopped run may leave a message about a resource whose URN never comes. That message would silence all later runs.
 */
export function keepLogFlowing(): MessageFlow {
  const log = pulumi.log as Record<(typeof LEVELS)[number], Log>;
  let release = () => {};
  const released = new Promise<string>((resolve) => {
    release = () => resolve("");
  });
  const restore = LEVELS.map((level) => {
    const original = log[level];
    log[level] = (message, resource, ...rest) =>
      original(message, resource && withUrnUntil(released, resource), ...rest);
    return () => {
      log[level] = original;
    };
  });
  return {
    release,
    stop() {
      release();
      for (const step of restore) {
        step();
      }
    },
  };
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
