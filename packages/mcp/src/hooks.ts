import type { Client, ClientCapabilities, ElicitRequestParams } from "@modelcontextprotocol/client";
import { type HookContext, limitsOf, type McpOptions } from "./options.ts";
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
  const atOnce = limited(limitsOf(options).requests);
  if (onElicit !== undefined || onElicitUrl !== undefined) {
    const elicit = async (params: ElicitRequestParams, context: HookContext) => {
      // The SDK has checked that the mode is one that was declared.
      const answer =
        params.mode === "url" ? onElicitUrl?.(params, context) : onElicit?.(params, context);
      return (await answer) ?? ({ action: "decline" } as const);
    };
    client.setRequestHandler("elicitation/create", ({ params }, { mcpReq }) =>
      atOnce(() =>
        elicit(params, { server, signal: mcpReq.signal }).catch(() => {
          // What went wrong is the application's.
          throw new Error("The request could not be answered");
        }),
      ),
    );
  }
  if (sampling !== undefined) {
    client.setRequestHandler("sampling/createMessage", ({ params }, { mcpReq }) =>
      atOnce(() => sample(params, sampling, { server, signal: mcpReq.signal })),
    );
  }
  if (roots !== undefined) {
    client.setRequestHandler("roots/list", () => ({ roots: [...roots] }));
  }
  if (onLog !== undefined) {
    client.setNotificationHandler("notifications/message", ({ params }) => onLog(params, server));
  }
}

/** Refuses what is asked while so much is under way: people, and models that cost, are asked. */
function limited(most: number): <Answer>(answer: () => Promise<Answer>) => Promise<Answer> {
  let underWay = 0;
  return async (answer) => {
    if (underWay >= most) throw new Error(`More than ${most} requests at once`);
    underWay += 1;
    try {
      return await answer();
    } finally {
      underWay -= 1;
    }
  };
}
