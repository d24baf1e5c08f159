import type { Credentials, HttpRequest, ProviderDefinition } from "@vllora/core/provider";
import { loadOnce } from "./load-once.ts";
import type { Address } from "./region.ts";

type IamCredentials = Extract<Credentials, { readonly access_key: string }>;

/** Adds credentials to a request. */
export type Authorize = ProviderDefinition["authorize"];

/**
 * Adds the credentials: a key of Bedrock as bearer token, access keys as a signature. A header that the caller wrote
 * is meant.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
 */
export function createAuthorize(address: Address): Authorize {
  return async (request, credentials) => {
    const { headers } = request;
    if (credentials === undefined || headers["authorization"] !== undefined) return request;
    if ("api_key" in credentials) {
      const authorization = `Bearer ${credentials.api_key}`;
      return { ...request, headers: { ...headers, authorization } };
    }
    if (!("access_key" in credentials)) return request;
    return await sign(request, credentials, await address.region(credentials), await signer());
  };
}

/** The name that signatures have for Bedrock's runtime. */
const SERVICE = "bedrock";

const signer = loadOnce(async () => {
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
    import("@smithy/signature-v4"),
    import("@smithy/core/checksum"),
  ]);
  return { SignatureV4, Sha256 };
});

/** Signature version 4. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
async function sign(
  request: HttpRequest,
  credentials: IamCredentials,
  region: string,
  { SignatureV4, Sha256 }: Awaited<ReturnType<typeof signer>>,
): Promise<HttpRequest> {
  const { protocol, hostname, host, port, pathname, searchParams } = new URL(request.url);
  const signer = new SignatureV4({
    service: SERVICE,
    region,
    sha256: Sha256,
    credentials: {
      accessKeyId: credentials.access_key,
      secretAccessKey: credentials.access_secret,
      ...(credentials.session_token === undefined
        ? {}
        : { sessionToken: credentials.session_token }),
    },
  });
  const signed = await signer.sign({
    method: request.method,
    protocol,
    hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { ...request.headers, host },
    body: request.body,
  });
  // The transport writes the host itself.
  const { host: _, ...headers } = signed.headers;
  return { ...request, headers };
}
