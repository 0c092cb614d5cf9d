/** The values that the manifest's `input_type` allows. `password` also makes the value a secret. */
const CHECKS: Record<string, { test: (value: string) => boolean; wanted: string }> = {
  string: { test: () => true, wanted: "text" },
  password: { test: () => true, wanted: "text" },
  number: { test: (value) => value.trim() !== "" && Number.isFinite(Number(value)), wanted: "a number" },
  integer: { test: (value) => /^[+-]?\d+$/.test(value), wanted: "a whole number" },
  email: { test: isEmail, wanted: "an e-mail address" },
  url: {
    test: (value) => /^https?:\/\//i.test(value) && URL.canParse(value),
    wanted: "a URL with http:// or https://",
  },
  "http-header": { test: (value) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value), wanted: "the name of an HTTP header" },
};

/** The domain has a dot that is neither its first nor its last character. */
function isEmail(value: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(value) && value.slice(value.indexOf("@") + 2, -1).includes(".");
}

/** The kind of value that this `input_type` wants. Undefined when the value fits. */
export function wantedInstead(inputType: string | undefined, value: string): string | undefined {
  const check = CHECKS[inputType ?? "string"];
  return check === undefined || check.test(value) ? undefined : check.wanted;
}

/** Whether values of this `input_type` must never be shown. */
export function isSecretType(inputType: string | undefined): boolean {
  return inputType === "password";
}
