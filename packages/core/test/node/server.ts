import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A server for the time of one test; the URL of it. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function serve(answer: RequestListener): Promise<string> {
  return `http://${await listen(createServer(answer))}`;
}

/** What a request was, when it is there as a whole. */
export interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** A server that keeps what it was sent. */
export async function serveMirror(): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const url = await serve(async (request, response) => {
    const { method, url: path, headers } = request;
    seen.push({ method, url: path, headers, body: await buffer(request) });
    response.end("{}");
  });
  return { url, seen };
}
