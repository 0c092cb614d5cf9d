import { homedir } from "node:os";
import { join } from "node:path";
import { findOnPath } from "../onPath";
import { localEdgeError } from "./errors";

/** One line for users without Viceroy. */
export const HOW_TO_GET_VICEROY =
  "The local edge runs services with Viceroy, Fastly's local runtime. To get it, run: cargo install viceroy --locked";

/** The path of Viceroy: on PATH, or where `cargo install` puts it. Undefined when it is not installed. */
export function findViceroy(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const cargo = join(env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  return findOnPath("viceroy", env, [cargo]);
}

/** @throws ComputeError when Viceroy is not installed. The error says how to get it. */
export function needViceroy(env?: NodeJS.ProcessEnv): string {
  const path = findViceroy(env);
  if (path === undefined) {
    throw localEdgeError("viceroy-missing", { how: HOW_TO_GET_VICEROY });
  }
  return path;
}
