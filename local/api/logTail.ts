import { randomUUID } from "node:crypto";

/** Where a program has printed a line. */
export type Stream = "stdout" | "stderr";

interface Printed {
  stream: Stream;
  message: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** As much as somebody reads. */
const KEPT = 1_000;

/** What programs have printed lately, of the services whose output is tailed: kept for as long as the process lives. */
export class LogTail {
  readonly #printed = new Map<string, Printed[]>();

  /** False where it was on already. */
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

  /** The lines of these seconds as a batch for `fastly log-tail`; no line for no batch. Undefined where it is off. */
  batch(service: string, from: number, to: number): string | undefined {
    const lines = this.#printed.get(service)?.filter(({ time }) => time >= from * 1_000 && time < to * 1_000);
    if (lines === undefined || lines.length === 0) {
      return lines && "";
    }
    // Of which request a line is, nobody tells.
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
