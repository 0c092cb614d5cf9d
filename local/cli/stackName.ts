import { cliError } from "./errors";

/** What may be the name of a stack at Pulumi; each has a directory and a file of its name. */
export function checkStackName(name: string): string {
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.{1,2}$/.test(name) || /^(api|fastly)\.json/i.test(name)) {
    throw cliError("stack-name-unfit", { name });
  }
  return name;
}
