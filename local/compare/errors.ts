import { catalogue } from "pulumi-fastly-compute/internal";

/** What keeps two programs from being compared. */
export const compareError = catalogue({
  "requests-none": {
    what: "The file of requests lists none.",
    why: "Two programs are compared by what they answer.",
    examples: [{ file: "requests.http" }],
    tell: ({ file }: { file: string }) => ({
      problem: `${file} lists no request`,
      remedy: "Write one, such as: GET /",
    }),
  },
  "request-header-unfit": {
    what: "A line in the file of requests is no header.",
    why: "The lines between a request and the first empty one are its headers.",
    examples: [{ file: "requests.http", line: 2, text: "accept" }],
    tell: ({ file, line, text }: { file: string; line: number; text: string }) => ({
      problem: `${file}:${line} is no header: ${text}`,
      remedy: "Write it as `Name: value`.",
    }),
  },
  "request-line-unfit": {
    what: "A line in the file of requests is no request.",
    why: "A request begins with a method and an address, or with an address.",
    examples: [{ file: "requests.http", line: 1, text: "GET cart" }],
    tell: ({ file, line, text }: { file: string; line: number; text: string }) => ({
      problem: `${file}:${line} is no request: ${text}`,
      remedy: "Write it as `GET /path` or `GET https://domain/path`.",
    }),
  },
  "revision-unknown": {
    what: "What is to be compared is neither a directory nor a revision.",
    why: "A name is misspelt, or git does not have that revision here.",
    examples: [{ what: "mian", directory: "shop" }],
    tell: ({ what, directory }: { what: string; directory: string }) => ({
      problem: `"${what}" is no directory, and no revision of the git repository of ${directory}`,
      remedy: "Give a directory, or what `git` knows: a branch, a tag, a commit.",
    }),
  },
  "side-not-deployed": {
    what: "One of the two programs that are compared cannot be deployed.",
    why: "Its own errors are listed. A service that is not there cannot be asked.",
    examples: [{ title: "main", errors: ["shop does not build"] }],
    tell: ({ title, errors }: { title: string; errors: readonly string[] }) => ({
      problem: `${title} cannot be deployed:\n${errors.join("\n")}`,
      remedy: "Mend it, and compare again.",
    }),
  },
});
