import { type Fetch, LLMError } from "@vllora/core/provider";
import type { GoogleAuth } from "google-auth-library";

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/**
 * Google's standard chain: `GOOGLE_APPLICATION_CREDENTIALS`, what `gcloud auth application-default login` left, the
 * machine's own service account. The library for it is an optional peer and is loaded on first use.
 */
export class ApplicationDefault {
  readonly #fetch: Fetch | undefined;
  #auth: Promise<GoogleAuth> | undefined;

  constructor(fetch: Fetch | undefined) {
    this.#fetch = fetch;
  }

  /** Headers for a call, and the project, where it was not said. */
  async get(
    project: string | undefined,
  ): Promise<{ headers: { [name: string]: string }; project: string | undefined }> {
    this.#auth ??= load(this.#fetch);
    const auth = await this.#auth;
    try {
      const headers = await auth.getRequestHeaders();
      return {
        headers: Object.fromEntries(headers.entries()),
        project: project ?? (await auth.getProjectId().catch(() => undefined)),
      };
    } catch (error) {
      // The library's errors hold the request that failed, refresh token and all.
      const words = error instanceof Error ? error.message.slice(0, 200) : "";
      throw new LLMError(
        "credentials",
        `No application-default credentials for vertex. Run "gcloud auth application-default login", set GOOGLE_APPLICATION_CREDENTIALS, or pass vertex({ credentials }). ${words}`,
        { provider: "vertex" },
      );
    }
  }
}

async function load(fetch: Fetch | undefined): Promise<GoogleAuth> {
  let library: typeof import("google-auth-library");
  try {
    library = await import("google-auth-library");
  } catch {
    throw new LLMError(
      "credentials",
      "Application-default credentials need a package more: npm install google-auth-library. Or pass vertex({ credentials }) or vertex({ accessToken }).",
      { provider: "vertex" },
    );
  }
  const fetchImplementation = fetch as typeof globalThis.fetch | undefined;
  return new library.GoogleAuth({
    scopes: SCOPE,
    ...(fetchImplementation === undefined
      ? {}
      : { clientOptions: { transporterOptions: { fetchImplementation } } }),
  });
}
