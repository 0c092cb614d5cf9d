import type { Cases } from "../case";

export const CASES: Cases = {
  "wrong-answer": [
    [{ url: "https://a", wanted: 200, got: 503, timeoutSeconds: 60 }, "https://a answers 503 instead of 200"],
    [{ url: "https://a", wanted: 200, got: 200, timeoutSeconds: 60 }, undefined],
  ],
};
