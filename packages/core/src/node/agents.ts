import http from "node:http";
import https from "node:https";

/**
 * Node 20 keeps an idle connection for 5 s, as long as many servers do, and a call then meets one that was just closed.
 * Later versions notice.
 */
const IDLE_MS = 4_000;
const NOTICES = Number(process.versions.node.split(".")[0]) >= 22;

const own = new WeakMap<http.Agent, http.Agent>();

/** Node's own agent, as the application set it up; on Node 20 one like it that lets go of connections earlier. */
export function defaultAgent(protocol: string): http.Agent {
  const { globalAgent, Agent } = protocol === "http:" ? http : https;
  if (NOTICES || globalAgent.constructor !== Agent) return globalAgent;
  const { options } = globalAgent as { readonly options?: http.AgentOptions };
  const agent = own.get(globalAgent) ?? new Agent({ ...options, timeout: IDLE_MS });
  own.set(globalAgent, agent);
  return agent;
}
