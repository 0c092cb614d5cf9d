import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors that keep two programs from being compared. */
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
  "requests-not-har": {
    what: "The file of recorded requests is none.",
    why: "A file whose name ends in `.har` is an HTTP Archive, as browsers save one.",
    examples: [{ file: "shop.har" }],
    tell: ({ file }: { file: string }) => ({
      problem: `${file} is no HTTP Archive: it has no list \`log.entries\``,
      remedy: "Save it from the network panel of a browser. Or list requests in a file whose name ends in `.http`.",
    }),
  },
  "request-variable-missing": {
    what: "A request has a variable without a value.",
    why: "Sent with the name of the variable in it, the request would be another one.",
    examples: [{ file: "requests.http", line: 3, name: "shop" }],
    tell: ({ file, line, name }: { file: string; line: number; name: string }) => ({
      problem: `${file}:${line} has the variable "${name}", which has no value`,
      remedy: `Give it one, above that line: @${/^[\w.-]+$/.test(name) ? name : "name"} = value`,
    }),
  },
  "request-file-unreadable": {
    what: "The body of a request is in a file that cannot be read.",
    why: "`< file` sends what is in the file, which is named from the directory of the file of requests.",
    examples: [{ file: "requests.http", line: 4, path: "/shop/order.json", why: "ENOENT" }],
    tell: ({ file, line, path, why }: { file: string; line: number; path: string; why: string }) => ({
      problem: `${file}:${line} sends ${path}, which cannot be read (${why})`,
      remedy: "Correct the path.",
    }),
  },
  "request-body-unfit": {
    what: "A request has a body that cannot be sent.",
    why: "GET and HEAD have no body.",
    examples: [{ file: "requests.http", line: 3, method: "GET" }],
    tell: ({ file, line, method }: { file: string; line: number; method: string }) => ({
      problem: `${file}:${line} is the body of a ${method}, which has none`,
      remedy: "Leave it out, or write another method. A line of ### begins the next request.",
    }),
  },
  "request-script-unfit": {
    what: "A request has a script that is to run before it.",
    why: "What it would change in the request is not known.",
    examples: [{ file: "requests.http", line: 3 }],
    tell: ({ file, line }: { file: string; line: number }) => ({
      problem: `${file}:${line} begins a script, which is not run`,
      remedy: "Write the request as the script would make it.",
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
