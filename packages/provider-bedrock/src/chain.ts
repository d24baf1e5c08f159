import type { Credentials } from "@vllora/core/provider";

/**
 * AWS's standard chain: environment, profiles, SSO, processes, web identity, assumed roles, containers, instances. It
 * keeps what it found until that expires.
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function standardChain(profile: string | undefined): () => Promise<Credentials> {
  let provider: Promise<() => Promise<Found>> | undefined;
  return async () => {
    provider ??= load(profile);
    const { accessKeyId, secretAccessKey, sessionToken } = await (await provider)();
    return {
      access_key: accessKeyId,
      access_secret: secretAccessKey,
      ...(sessionToken === undefined ? {} : { session_token: sessionToken }),
    };
  };
}

/** What the chain gives, as far as it is read. */
interface Found {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

async function load(profile: string | undefined): Promise<() => Promise<Found>> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  return defaultProvider(profile === undefined ? {} : { profile });
}
