import { soundsSecret } from "./secretName";
import { fragmentsOf, hideFragments } from "./secretTexts";

/** A text without the values of variables whose names sound secret: the output of a command may have them. */
export function withoutSecretVariables(text: string): string {
  const secrets = Object.entries(process.env).filter(([name]) => soundsSecret(name));
  return hideFragments(
    text,
    secrets.flatMap(([, value = ""]) => fragmentsOf(value)),
  );
}
