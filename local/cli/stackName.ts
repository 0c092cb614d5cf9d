import { UserError } from "pulumi-fastly-compute/internal";

/** What may be the name of a stack at Pulumi; each has a directory and a file of its name. */
export function checkStackName(name: string): string {
  if (!/^[\w.-]{1,100}$/.test(name) || /^\.{1,2}$/.test(name) || /^(api|fastly)\.json/i.test(name)) {
    throw new UserError(
      `${JSON.stringify(name.slice(0, 100))} cannot be the name of a stack`,
      "Use up to 100 letters, digits, dots, dashes and underscores, such as --stack dev.",
    );
  }
  return name;
}
