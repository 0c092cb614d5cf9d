/** Forms that only secrets have. */
const KNOWN_FORMS: [form: RegExp, what: string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/^eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*$/, "a JSON web token"],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, "an AWS access key"],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}\b/, "a GitHub token"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\b[rs]k_live_[A-Za-z0-9]{16,}\b/, "a Stripe key"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/@\s:]*:[^/@\s]+@/i, "a URL with a password"],
];

/** The kind of secret, such as `a private key`, by its form. Undefined for any other value. */
export function knownForm(value: string): string | undefined {
  return KNOWN_FORMS.find(([form]) => form.test(value))?.[1];
}
