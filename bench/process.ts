import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Job, Results } from "./job.ts";

/** The server in a process of its own. */
export async function startServerProcess(): Promise<{ readonly url: string; stop(): void }> {
  const child = start("server.ts", [], []);
  const [url] = (await once(child, "message")) as [string];
  return { url, stop: () => child.disconnect() };
}

/** One contender in a process of its own. */
export class Worker {
  readonly name: string;
  readonly #child: ChildProcess;

  private constructor(name: string, child: ChildProcess) {
    this.name = name;
    this.#child = child;
  }

  static async start(
    wire: string,
    name: string,
    serverURL: string,
    nodeArguments: readonly string[] = [],
  ): Promise<Worker> {
    const child = start("worker.ts", [wire, name, serverURL], ["--expose-gc", ...nodeArguments]);
    await once(child, "message");
    return new Worker(name, child);
  }

  /** Throws what went wrong, a wrong answer included. */
  async run<J extends Job>(job: J): Promise<Results[J["type"]]> {
    this.#child.send(job);
    const [reply] = (await once(this.#child, "message")) as [Reply<Results[J["type"]]>];
    if ("error" in reply) throw new Error(`${this.name}: ${reply.error}`);
    return reply.result;
  }

  async stop(): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, "exit");
  }
}

type Reply<T> = { readonly result: T } | { readonly error: string };

function start(file: string, args: string[], nodeArguments: string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ["--import", "tsx", ...nodeArguments],
    env: { ...process.env, NODE_ENV: "production" },
  });
  // Without it a worker that dies would be waited for without end.
  child.on("exit", (code) => {
    if (code) throw new Error(`${file} ${args.join(" ")} ended with code ${code}`);
  });
  return child;
}
