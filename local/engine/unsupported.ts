import { UserError } from "pulumi-fastly-compute/internal";

/** What the embedded engine leaves to the real one is refused, never skipped. */
export function unsupported(what: string): UserError {
  return new UserError(
    `The embedded engine does not do ${what}.`,
    "It is for trying out and testing; run this program with the real `pulumi`, which does.",
  );
}
