import { cliError } from "./errors";

/** Whether a stack in Pulumi may have this name: each stack has a directory and a file of its name. */
export function isStackName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name) && !/^\.{1,2}$/.test(name) && !/^(api|fastly)\.json/i.test(name);
}

/** @throws ComputeError when no stack may have the name. */
export function checkStackName(name: string): string {
  if (!isStackName(name)) {
    throw cliError("stack-name-unfit", { name });
  }
  return name;
}
