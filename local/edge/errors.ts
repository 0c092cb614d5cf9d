import { catalogue } from "pulumi-fastly-compute/internal";

/** Errors that keep the local edge from serving a service. */
export const localEdgeError = catalogue({
  "domain-not-served": {
    what: "A request is for a domain that no service has.",
    why: "A domain is served as soon as a version that has it is active.",
    examples: [{ domain: "shop.example.com" }],
    tell: ({ domain }: { domain: string }) => ({
      problem: `Fastly error: unknown domain: ${domain}`,
      remedy: "Use a domain of a service that is deployed and active.",
    }),
  },
  "domain-certificate-ended": {
    what: "A request is for a domain that is served with a certificate which has ended.",
    why: "Browsers refuse such a certificate, before the program is asked anything.",
    examples: [{ domain: "www.example.com", ended: "2026-11-26T00:00:00Z" }],
    tell: ({ domain, ended }: { domain: string; ended: string }) => ({
      problem: `Nobody is answered at https://${domain}: its certificate ended at ${ended}`,
      remedy: "Put its records into the DNS, so that it is renewed; or upload another one, and run: pulumi up",
    }),
  },
  "service-not-served": {
    what: "A service cannot be asked, as nothing of it is deployed.",
    why: "It was deleted, or has no active version, or no staged one, with a package.",
    examples: [
      { id: "SU1Z0isxPaozGVKXdv0eY" },
      { id: "SU1Z0isxPaozGVKXdv0eY", title: 'service "shop", version 1', network: "active" },
    ],
    tell: ({ id, title, network }: { id: string; title?: string; network?: string }) => ({
      problem:
        title === undefined ? `Service "${id}" is deleted` : `${title}: there is no ${network} version with a package`,
      remedy: "Deploy it, then ask again.",
    }),
  },
  "viceroy-missing": {
    what: "Viceroy is not installed.",
    why: "Viceroy is Fastly's local runtime of Compute, which runs the package.",
    examples: [{ how: "The local edge runs services with Viceroy. To get it, run: cargo install viceroy --locked" }],
    tell: ({ how }: { how: string }) => ({ problem: "There is no viceroy on PATH", remedy: how }),
  },
  "pushpin-not-started": {
    what: "Pushpin, which stands for Fanout, does not start.",
    why: "It is no Pushpin that this machine can run, or something else got one of its ports first. Pushpin says more.",
    examples: [{ title: 'service "shop", version 1', said: "spawn /opt/pushpin ENOENT" }],
    tell: ({ title, said }: { title: string; said: string }) => ({
      problem: `Pushpin for ${title} does not start: ${said}`,
      remedy: "Correct [local_server.pushpin] in fastly.toml, or write there: enable = false",
    }),
  },
  "pushpin-port-taken": {
    what: "A port is in use at which Pushpin would take messages.",
    why: "`publish_port` and the three ports after it are Pushpin's, as in `fastly compute serve`. Clients know the first.",
    examples: [{ title: 'service "shop", version 1', port: 5562, publishPort: 5561 }],
    tell: ({ title, port, publishPort }: { title: string; port: number; publishPort: number }) => ({
      problem:
        `Pushpin for ${title} needs the ports ${publishPort} to ${publishPort + 3} of 127.0.0.1, ` +
        (port > 65_535 ? `and there is no port ${port}` : `and ${port} is in use`),
      remedy: "Stop what uses it, or choose another in fastly.toml: [local_server.pushpin] publish_port = 6561",
    }),
  },
  "service-no-answer": {
    what: "A service has not answered a request.",
    why: "The program has ended or broken off before there was an answer.",
    examples: [{ title: 'service "shop", version 1', why: "socket hang up" }],
    tell: ({ title, why }: { title: string; why: string }) => ({
      problem: `${title} gave no answer (${why})`,
      remedy: "See what it logged, and ask again.",
    }),
  },
  "service-not-started": {
    what: "The runtime does not start the package of a service.",
    why: "The package is no program that the runtime knows, or its configuration does not fit. The runtime says more.",
    examples: [{ title: 'service "shop", version 1', said: "the runtime ended" }],
    tell: ({ title, said }: { title: string; said: string }) => ({
      problem: `The local edge cannot start ${title}: ${said}`,
      remedy: "Correct the program or the service, and deploy again; its API is not affected.",
    }),
  },
});
