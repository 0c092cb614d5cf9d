import type { Cases } from "../case";

export const CASES: Cases = {
  "wrong-answer": [
    [
      { url: "https://a", wrong: "answers 503 instead of 200", seconds: 60 },
      "The declared version is active, but https://a answers 503 instead of 200 after 60 seconds",
    ],
    [{ url: "https://a", wrong: undefined, seconds: 60 }, undefined],
  ],
};
