import type { Client, ClientCapabilities } from "@modelcontextprotocol/client";
import type { McpOptions } from "./options.ts";
import { sample } from "./sampling.ts";

/** What servers may ask of us: only what somebody answers. */
export function capabilitiesOf(options: McpOptions): ClientCapabilities {
  const { onElicit, onElicitUrl, sampling, roots } = options;
  const elicitation = {
    ...(onElicit === undefined ? {} : { form: {} }),
    ...(onElicitUrl === undefined ? {} : { url: {} }),
  };
  return {
    ...(Object.keys(elicitation).length === 0 ? {} : { elicitation }),
    ...(sampling === undefined ? {} : { sampling: {} }),
    ...(roots === undefined ? {} : { roots: {} }),
  };
}

/** Answers what the server asks, by the hooks that there are. The SDK refuses the rest. */
export function answerServer(client: Client, server: string, options: McpOptions): void {
  const { onElicit, onElicitUrl, sampling, roots, onLog } = options;
  if (onElicit !== undefined || onElicitUrl !== undefined) {
    client.setRequestHandler("elicitation/create", async ({ params }, { mcpReq }) => {
      const context = { server, signal: mcpReq.signal };
      // The SDK has checked that the mode is one that was declared.
      const answer =
        params.mode === "url" ? onElicitUrl?.(params, context) : onElicit?.(params, context);
      return (await answer) ?? { action: "decline" };
    });
  }
  if (sampling !== undefined) {
    client.setRequestHandler("sampling/createMessage", ({ params }, { mcpReq }) =>
      sample(params, sampling, { server, signal: mcpReq.signal }),
    );
  }
  if (roots !== undefined) {
    client.setRequestHandler("roots/list", () => ({ roots: [...roots] }));
  }
  if (onLog !== undefined) {
    client.setNotificationHandler("notifications/message", ({ params }) => onLog(params, server));
  }
}
