import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors that keep two programs from being compared. */
export const compareError = catalogue({
  "requests-none": {
    what: "The file of requests has no request.",
    why: "The command compares two programs by their answers to these requests.",
    examples: [{ file: "requests.http" }],
    explain: ({ file }: { file: string }) => ({
      problem: `${file} lists no request`,
      remedy: "Add a request to the file, such as: GET /",
    }),
  },
  "requests-not-har": {
    what: "The file of recorded requests is not an HTTP Archive.",
    why: "A file whose name ends in `.har` must be an HTTP Archive, as browsers save it.",
    examples: [{ file: "shop.har" }],
    explain: ({ file }: { file: string }) => ({
      problem: `${file} is not an HTTP Archive: it has no list \`log.entries\``,
      remedy:
        "Save the file from the network panel of a browser. Or list requests in a file whose name ends in `.http`.",
    }),
  },
  "request-variable-missing": {
    what: "A request has a variable without a value.",
    why: "The request would be sent with the name of the variable instead of a value.",
    examples: [{ file: "requests.http", line: 3, name: "shop" }],
    explain: ({ file, line, name }: { file: string; line: number; name: string }) => ({
      problem: `${file}:${line} has the variable "${name}", which has no value`,
      remedy: `Give the variable a value above that line: @${/^[\w.-]+$/.test(name) ? name : "name"} = value`,
    }),
  },
  "request-file-unreadable": {
    what: "The body of a request is a file that cannot be read.",
    why: "`< file` sends the contents of a file. The path starts at the directory of the file of requests.",
    examples: [{ file: "requests.http", line: 4, path: "/shop/order.json", why: "ENOENT" }],
    explain: ({ file, line, path, why }: { file: string; line: number; path: string; why: string }) => ({
      problem: `${file}:${line} sends ${path}, which cannot be read (${why})`,
      remedy: "Correct the path.",
    }),
  },
  "request-body-unfit": {
    what: "A request has a body that its method does not allow.",
    why: "GET and HEAD requests have no body.",
    examples: [{ file: "requests.http", line: 3, method: "GET" }],
    explain: ({ file, line, method }: { file: string; line: number; method: string }) => ({
      problem: `${file}:${line} is the body of a ${method} request, but ${method} has no body`,
      remedy: "Remove the body, or use another method. A line of ### begins the next request.",
    }),
  },
  "request-script-unfit": {
    what: "A request has a script that should run before it.",
    why: "The command does not run scripts, so it cannot know what the script would change.",
    examples: [{ file: "requests.http", line: 3 }],
    explain: ({ file, line }: { file: string; line: number }) => ({
      problem: `${file}:${line} begins a script, which is not run`,
      remedy: "Remove the script, and write the request as the script would make it.",
    }),
  },
  "request-header-unfit": {
    what: "A line in the file of requests is not a header.",
    why: "Every line between a request and the first empty line is a header.",
    examples: [{ file: "requests.http", line: 2, text: "accept" }],
    explain: ({ file, line, text }: { file: string; line: number; text: string }) => ({
      problem: `${file}:${line} is not a header: ${text}`,
      remedy: "Write the header as `Name: value`.",
    }),
  },
  "request-line-unfit": {
    what: "A line in the file of requests is not a request.",
    why: "A request begins with a method and an address, or only with an address.",
    examples: [{ file: "requests.http", line: 1, text: "GET cart" }],
    explain: ({ file, line, text }: { file: string; line: number; text: string }) => ({
      problem: `${file}:${line} is not a request: ${text}`,
      remedy: "Write the request as `GET /path` or `GET https://domain/path`.",
    }),
  },
  "revision-unknown": {
    what: "A side to compare is neither a directory nor a git revision.",
    why: "A name is misspelt, or git does not have that revision here.",
    examples: [{ what: "mian", directory: "shop" }],
    explain: ({ what, directory }: { what: string; directory: string }) => ({
      problem: `"${what}" is neither a directory nor a revision of the git repository of ${directory}`,
      remedy: "Give a directory, or a branch, a tag or a commit of this repository.",
    }),
  },
  "side-not-deployed": {
    what: "One of the two programs to compare cannot be deployed.",
    why: "The errors of this program are listed. The command needs both programs.",
    examples: [{ title: "main", errors: ["shop does not build"] }],
    explain: ({ title, errors }: { title: string; errors: readonly string[] }) => ({
      problem: `${title} cannot be deployed:\n${errors.join("\n")}`,
      remedy: "Correct these errors. Then compare again.",
    }),
  },
});
