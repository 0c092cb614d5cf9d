import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "pulumi-fastly-compute/internal";
import { findOnPath } from "../onPath";

/** One line for people who do not have it. */
export const HOW_TO_GET_VICEROY =
  "The local edge runs services with Viceroy, Fastly's local runtime; get it with: cargo install viceroy --locked";

/** The path of Viceroy: on PATH, or where `cargo install` puts it. Undefined when it is not there. */
export function findViceroy(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const cargo = join(env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  return findOnPath("viceroy", env, [cargo]);
}

/** @throws UserError when Viceroy is not there, saying how to get it. */
export function needViceroy(env?: NodeJS.ProcessEnv): string {
  const path = findViceroy(env);
  if (path === undefined) {
    throw new UserError("There is no viceroy on PATH", `${HOW_TO_GET_VICEROY}.`);
  }
  return path;
}
