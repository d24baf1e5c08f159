import type { Credentials } from "@vllora/core/provider";
import { loadOnce } from "./load-once.ts";

/**
 * AWS's standard chain: environment, profiles, SSO, processes, web identity, assumed roles, containers, instances. It
 * keeps what it found until that expires.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function standardChain(
  profile: string | undefined,
  region: () => Promise<string>,
): () => Promise<Credentials> {
  const load = loadOnce(() => loadProvider(profile));
  return async () => {
    const provider = await load();
    // Roles are assumed where the call goes to: there, and not in us-east-1, their partition knows them.
    const caller = { callerClientConfig: { region } };
    const { accessKeyId, secretAccessKey, sessionToken } = await provider(caller);
    return {
      access_key: accessKeyId,
      access_secret: secretAccessKey,
      ...(sessionToken === undefined ? {} : { session_token: sessionToken }),
    };
  };
}

async function loadProvider(profile: string | undefined) {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider(profile === undefined ? {} : { profile });
}
