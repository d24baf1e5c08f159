import { type Credentials, LLMError } from "@vllora/core/provider";

/** What decides where requests go. */
export interface AddressOptions {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly useFipsEndpoint?: boolean | undefined;
  readonly useDualstackEndpoint?: boolean | undefined;
  readonly profile?: string | undefined;
}

/** Where requests go, and for which region they are signed. */
export interface Address {
  /** The region of the credentials, else the one that was configured, else AWS's rules. */
  region(credentials: Credentials | undefined): Promise<string>;
  url(credentials: Credentials | undefined): Promise<string>;
}

/** Part of a host name: a region of anything else could name another host. */
const REGION = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * AWS's rules for region and endpoint: what was said here, then environment and profile, as the AWS client reads them.
 * Nothing of it is read before the first call; what the files say is read once.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function addressOf(options: AddressOptions): Address {
  let regionOfFiles: Promise<string | undefined> | undefined;
  let flags: Promise<Flags> | undefined;
  let endpointOfFiles: Promise<string | undefined> | undefined;
  /** By region: what kind of endpoint it is does not change. */
  const hosts = new Map<string, Promise<string>>();
  const region: Address["region"] = async (credentials) => {
    const said = regionOf(credentials) ?? options.region;
    if (said === undefined) regionOfFiles ??= loadRegion(options.profile);
    const found = said ?? (await regionOfFiles);
    if (found === undefined) throw noRegion();
    if (!REGION.test(found)) throw invalidRegion();
    return found;
  };
  return {
    region,
    async url(credentials) {
      const said = endpointOf(options);
      if (typeof said === "string") return said;
      if (said === undefined) endpointOfFiles ??= loadEndpoint(options.profile);
      const endpoint = await endpointOfFiles;
      if (endpoint !== undefined) return endpoint;
      flags ??= loadFlags(options);
      const where = await region(credentials);
      const host = hosts.get(where) ?? hostFor(where, flags);
      hosts.set(where, host);
      return await host;
    },
  };
}

/** Kinds of endpoints. */
interface Flags {
  readonly fips: boolean;
  readonly dualstack: boolean;
}

function regionOf(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined || !("region" in credentials)) return undefined;
  return credentials.region?.trim() || undefined;
}

/** The variables that AWS's clients read for it, the one for this service first. `null`: what is configured is not meant. */
function endpointOf({ endpoint }: AddressOptions): string | null | undefined {
  if (endpoint !== undefined) return endpoint;
  if (environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") === "true") return null;
  return environment("AWS_ENDPOINT_URL_BEDROCK_RUNTIME") ?? environment("AWS_ENDPOINT_URL");
}

/** The profile's, of its section of services first. */
async function loadEndpoint(profile: string | undefined): Promise<string | undefined> {
  const { loadConfig } = await import("@smithy/core/config");
  const selectors = {
    environmentVariableSelector: () => undefined,
    configFileSelector: (
      { services, endpoint_url: url, ignore_configured_endpoint_urls: ignored }: Section,
      file: { readonly [section: string]: Section } = {},
    ) => {
      if (ignored === "true") return undefined;
      return file[`services.${services}`]?.["bedrock_runtime.endpoint_url"] ?? url;
    },
    default: undefined,
  };
  return await loadConfig<string | undefined>(
    selectors,
    profile === undefined ? {} : { profile },
  )();
}

/** Of a configuration file. */
interface Section {
  readonly services?: string;
  readonly endpoint_url?: string;
  readonly ignore_configured_endpoint_urls?: string;
  readonly [name: string]: string | undefined;
}

async function loadRegion(profile: string | undefined): Promise<string | undefined> {
  const said = environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION");
  if (said !== undefined) return said;
  const { loadConfig, NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS } = await import(
    "@smithy/core/config"
  );
  const options = {
    ...NODE_REGION_CONFIG_FILE_OPTIONS,
    ...(profile === undefined ? {} : { profile }),
  };
  try {
    return await loadConfig(NODE_REGION_CONFIG_OPTIONS, options)();
  } catch {
    return undefined;
  }
}

async function loadFlags(options: AddressOptions): Promise<Flags> {
  const { useFipsEndpoint: fips, useDualstackEndpoint: dualstack, profile } = options;
  if (fips !== undefined && dualstack !== undefined) return { fips, dualstack };
  const {
    loadConfig,
    NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS,
    NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS,
  } = await import("@smithy/core/config");
  const file = profile === undefined ? {} : { profile };
  const [fipsFound, dualstackFound] = await Promise.all([
    loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, file)(),
    loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, file)(),
  ]);
  return { fips: fips ?? fipsFound === true, dualstack: dualstack ?? dualstackFound === true };
}

/** Partitions are AWS's own list: China and the isolated regions have other domains. */
async function hostFor(region: string, flags: Promise<Flags>): Promise<string> {
  const { partition } = await import("@aws-sdk/core/client");
  const { fips, dualstack } = await flags;
  const { dnsSuffix, dualStackDnsSuffix } = partition(region);
  const service = fips ? "bedrock-runtime-fips" : "bedrock-runtime";
  return `https://${service}.${region}.${dualstack ? dualStackDnsSuffix : dnsSuffix}`;
}

function environment(name: string): string | undefined {
  return globalThis.process?.env?.[name]?.trim() || undefined;
}

function noRegion(): LLMError {
  return new LLMError(
    "credentials",
    "No region for bedrock. Pass region, set AWS_REGION, or give credentials with a region.",
    { provider: "bedrock" },
  );
}

function invalidRegion(): LLMError {
  return new LLMError(
    "credentials",
    'The region for bedrock is none: expected a name like "us-east-1"',
    { provider: "bedrock" },
  );
}
