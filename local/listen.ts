import { once } from "node:events";
import type { Server } from "node:http";
import { localStackError } from "./errors";

/**
 * Listens on the loopback interface only; port 0 lets the operating system choose.
 *
 * @param cannot the start of the error for a port that is in use: `The local Fastly cannot listen`.
 */
export async function listen(server: Server, port: number, cannot: string, remedy: string): Promise<void> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw localStackError("port-refused", { cannot, port, remedy, ...(code !== undefined && { why: code }) });
  }
}
