import { catalogue } from "pulumi-fastly-compute/internal";

/** What Fastly says of a domain that no service has. */
export function unknownDomain(domain: string): string {
  return `Fastly error: unknown domain: ${domain}`;
}

/** Errors that keep the local edge from serving a service. */
export const localEdgeError = catalogue({
  "domain-not-served": {
    what: "A request is for a domain that no service has.",
    why: "A domain is served once a version with this domain is active.",
    examples: [{ domain: "shop.example.com" }],
    explain: ({ domain }: { domain: string }) => ({
      problem: unknownDomain(domain),
      remedy: "Use a domain of a service that is deployed and active.",
    }),
  },
  "domain-certificate-ended": {
    what: "A request is for a domain whose certificate has expired.",
    why: "Browsers refuse such a certificate before they ask the program anything.",
    examples: [{ domain: "www.example.com", ended: "2026-11-26T00:00:00Z" }],
    explain: ({ domain, ended }: { domain: string; ended: string }) => ({
      problem: `Browsers refuse https://${domain}: its certificate expired at ${ended}`,
      remedy:
        "To have the certificate renewed, put its records into the DNS. Or give another certificate, and run: pulumi up",
    }),
  },
  "service-not-served": {
    what: "A service cannot answer because nothing of it is deployed.",
    why: "The service was deleted, or has no active or staged version with a package.",
    examples: [
      { id: "SU1Z0isxPaozGVKXdv0eY" },
      { id: "SU1Z0isxPaozGVKXdv0eY", title: 'service "shop", version 1', network: "active" },
    ],
    explain: ({ id, title, network }: { id: string; title?: string; network?: string }) => ({
      problem:
        title === undefined ? `Service "${id}" is deleted` : `${title}: there is no ${network} version with a package`,
      remedy: "Deploy the service, then send the request again.",
    }),
  },
  "viceroy-missing": {
    what: "Viceroy is not installed.",
    why: "Viceroy is Fastly's local runtime of Compute. Viceroy runs the package.",
    examples: [{ how: "The local edge runs services with Viceroy. To get it, run: cargo install viceroy --locked" }],
    explain: ({ how }: { how: string }) => ({ problem: "The program viceroy is not on the PATH", remedy: how }),
  },
  "pushpin-not-started": {
    what: "Pushpin, which stands in for Fanout, does not start.",
    why: "Pushpin cannot run on this machine, or something else took one of its ports. The output of Pushpin says more.",
    examples: [{ title: 'service "shop", version 1', said: "spawn /opt/pushpin ENOENT" }],
    explain: ({ title, said }: { title: string; said: string }) => ({
      problem: `Pushpin for ${title} does not start: ${said}`,
      remedy: "Correct [local_server.pushpin] in fastly.toml, or set enable = false there.",
    }),
  },
  "pushpin-port-taken": {
    what: "Pushpin needs a port that is in use.",
    why: "Pushpin uses `publish_port` and the three ports after it, as in `fastly compute serve`. Clients use only the first port.",
    examples: [{ title: 'service "shop", version 1', port: 5562, publishPort: 5561 }],
    explain: ({ title, port, publishPort }: { title: string; port: number; publishPort: number }) => ({
      problem:
        `Pushpin for ${title} needs the ports ${publishPort} to ${publishPort + 3} of 127.0.0.1, ` +
        (port > 65_535 ? `but there is no port ${port}` : `but ${port} is in use`),
      remedy:
        "Stop the program that uses the port, or choose another port in fastly.toml: [local_server.pushpin] publish_port = 6561",
    }),
  },
  "service-no-answer": {
    what: "A service did not answer a request.",
    why: "The program ended or broke off before it answered.",
    examples: [{ title: 'service "shop", version 1', why: "socket hang up" }],
    explain: ({ title, why }: { title: string; why: string }) => ({
      problem: `${title} gave no answer (${why})`,
      remedy: "See what the service logged. Then send the request again.",
    }),
  },
  "service-not-started": {
    what: "The runtime cannot start the package of a service.",
    why: "The runtime does not know the package as a program, or its configuration does not fit. The runtime's output says more.",
    examples: [{ title: 'service "shop", version 1', said: "the runtime ended" }],
    explain: ({ title, said }: { title: string; said: string }) => ({
      problem: `The local edge cannot start ${title}: ${said}`,
      remedy: "Correct the program or the service, and deploy again. The local API still works.",
    }),
  },
});
