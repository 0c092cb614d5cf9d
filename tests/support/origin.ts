import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { makeProject } from "./project";

export interface Origin {
  port: number;
  stop(): void;
}

/** A server on loopback that answers with the request: the path, the Host, and the SNI name. */
export async function startOrigin(tls?: Certificates): Promise<Origin> {
  const echo: RequestListener = ({ url, headers, socket }, response) => {
    const { servername } = socket as TLSSocket;
    response.end(JSON.stringify({ path: url, host: headers.host, ...(tls && { sni: servername }) }));
  };
  const server: Server = tls === undefined ? createServer(echo) : createTlsServer(tls, echo);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export interface Certificates {
  /** The authority that signed `cert`. */
  ca: string;
  cert: string;
  key: string;
}

/** A certificate for `name` by an authority of its own. Undefined without openssl. */
export function makeCertificates(name: string): Certificates | undefined {
  const directory = makeProject({ "leaf.ext": `subjectAltName=DNS:${name}\nbasicConstraints=CA:FALSE\n` });
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  try {
    openssl("req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA");
    openssl("req", "-new", ...newKey, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", `/CN=${name}`);
    const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "leaf.ext"];
    openssl("x509", "-req", "-in", "leaf.csr", "-out", "leaf.pem", ...signing);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      console.log("      skipped: no openssl on PATH");
      return undefined;
    }
    throw error;
  }
  const read = (file: string) => readFileSync(join(directory, file), "utf8");
  return { ca: read("ca.pem"), cert: read("leaf.pem"), key: read("leaf.key") };
}
