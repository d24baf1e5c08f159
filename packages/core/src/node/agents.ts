import type { ClientRequest } from "node:http";

/**
 * Node 20 keeps an idle connection for 5 s, as long as many servers do, and a call then meets one that was just closed.
 * Later versions notice.
 */
const IDLE_MS = 4_000;
const NOTICES = Number(process.versions.node.split(".")[0]) >= 22;

/** Has Node's own agent close the connection a little earlier when it gets it back. */
export function limitIdling(outgoing: ClientRequest): void {
  if (NOTICES) return;
  outgoing.once("socket", (socket) => {
    // Behind the agent's own listener, which sets the agent's limit.
    socket.once("free", () => {
      if ((socket.timeout ?? 0) > IDLE_MS) socket.setTimeout(IDLE_MS);
    });
  });
}
