import { randomUUID } from "node:crypto";

/** The stream of a printed line. */
export type Stream = "stdout" | "stderr";

interface Printed {
  stream: Stream;
  message: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** The most lines to keep. */
const KEPT = 1_000;

/** The latest output of programs, for services whose output is tailed. Kept as long as the process lives. */
export class LogTail {
  readonly #printed = new Map<string, Printed[]>();

  /** Returns false when it was enabled already. */
  enable(service: string): boolean {
    const isNew = !this.#printed.has(service);
    if (isNew) {
      this.#printed.set(service, []);
    }
    return isNew;
  }

  disable(service: string): void {
    this.#printed.delete(service);
  }

  add(service: string, stream: Stream, message: string, time = Date.now()): void {
    const printed = this.#printed.get(service);
    printed?.push({ stream, message, time });
    printed?.splice(0, printed.length - KEPT);
  }

  /**
   * The lines of these seconds as a batch for `fastly log-tail`. Empty for no batch. Undefined when it is not enabled.
   */
  batch(service: string, from: number, to: number): string | undefined {
    const lines = this.#printed.get(service)?.filter(({ time }) => time >= from * 1_000 && time < to * 1_000);
    if (lines === undefined || lines.length === 0) {
      return lines && "";
    }
    // Which request a line belongs to is not known.
    const id = randomUUID();
    const logs = lines.map(({ stream, message, time }, index) => ({
      sequence_number: index + 1,
      request_start_us: time * 1_000,
      stream,
      id,
      message,
    }));
    return `${JSON.stringify({ batch_id: randomUUID(), logs })}\n`;
  }
}
