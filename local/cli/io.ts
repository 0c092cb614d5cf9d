import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Terminal } from "../display";

/** The streams and events of the process. Tests replace them. */
export interface Io {
  stdout: Terminal;
  stderr: { write(text: string): unknown };
  /** Whether somebody can answer a question. */
  interactive: boolean;
  ask(question: string): Promise<string>;
  /** The whole standard input. */
  readInput?(): string;
  /** Calls `handler` with each pressed key, until the returned function is called. */
  onKey?(handler: (key: string) => void): () => void;
  /** Loads a program that runs in this process. Default: the program gets its own process. */
  load?(program: string): object;
  /** Calls `handler` on Ctrl-C or a signal to end, until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
}

export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    async ask(question) {
      const prompt = createInterface({ input: process.stdin, output: process.stdout });
      try {
        // Without an answer (Ctrl-C, Ctrl-D) the promise of `question` would never resolve.
        const closed = new Promise<string>((resolve) => prompt.once("close", () => resolve("no")));
        return await Promise.race([prompt.question(question), closed]);
      } finally {
        prompt.close();
      }
    },
    readInput: () => readFileSync(0, "utf8"),
    onKey(handler) {
      const { stdin } = process;
      if (!stdin.isTTY) {
        return () => {};
      }
      const pressed = (key: Buffer) => handler(key.toString());
      stdin.setRawMode(true).on("data", pressed).resume();
      return () => {
        stdin.setRawMode(false).removeListener("data", pressed).pause();
      };
    },
    onInterrupt(handler) {
      process.on("SIGINT", handler).on("SIGTERM", handler);
      return () => {
        process.removeListener("SIGINT", handler).removeListener("SIGTERM", handler);
      };
    },
  };
}
