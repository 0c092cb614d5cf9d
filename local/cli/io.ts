import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { Terminal } from "../display";

/** The process's ends, replaceable in tests. */
export interface Io {
  stdout: Terminal;
  stderr: { write(text: string): unknown };
  /** Whether there is someone to ask. */
  interactive: boolean;
  ask(question: string): Promise<string>;
  /** All of standard input. */
  readInput?(): string;
  /** Calls `handler` with each key that is pressed, until the returned function is called. */
  onKey?(handler: (key: string) => void): () => void;
  /** Loads a program that is to run in this process; by default it has one of its own. */
  load?(program: string): object;
  /** Calls `handler` on Ctrl-C or a request to end, until the returned function is called. */
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
        // Without an answer (Ctrl-C, Ctrl-D) the promise of `question` would stay open for ever.
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
