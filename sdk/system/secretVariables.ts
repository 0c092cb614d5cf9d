import { soundsSecret } from "./secretName";
import { fragmentsOf, hideFragments } from "./secretTexts";

/** A text without what variables of this process have that sound like secrets: what a command prints may have it. */
export function withoutSecretVariables(text: string): string {
  const secrets = Object.entries(process.env).filter(([name]) => soundsSecret(name));
  return hideFragments(
    text,
    secrets.flatMap(([, value = ""]) => fragmentsOf(value)),
  );
}
