/** A key. */
export interface ApiKeyCredentials {
  readonly api_key: string;
}

/** A key and the base URL that it belongs to: it is sent nowhere else. */
export interface ApiKeyWithEndpointCredentials {
  readonly api_key: string;
  readonly endpoint: string;
}

/** AWS access keys. Absent `region`: the AWS client's rules. */
export interface AwsIamCredentials {
  readonly access_key: string;
  readonly access_secret: string;
  readonly session_token?: string;
  readonly region?: string;
}

/** A bearer key of Amazon Bedrock. */
export interface AwsApiKeyCredentials {
  readonly api_key: string;
  readonly region: string;
}

/** A Google service account, as in its key file, and the region of Vertex AI. */
export interface VertexCredentials {
  readonly region: string;
  readonly credentials: {
    readonly type: "service_account";
    readonly project_id: string;
    readonly client_email: string;
    readonly private_key: string;
    readonly private_key_id?: string;
    readonly client_id?: string;
    readonly auth_uri?: string;
    readonly token_uri?: string;
    readonly auth_provider_x509_cert_url?: string;
    readonly client_x509_cert_url?: string;
    readonly universe_domain?: string;
  };
}

/** Every shape of credentials. Where a client takes credentials, `null` or nothing means: from the environment. */
export type Credentials =
  | ApiKeyCredentials
  | ApiKeyWithEndpointCredentials
  | AwsIamCredentials
  | AwsApiKeyCredentials
  | VertexCredentials;

/** Whose credentials served a call: the caller's own, or those of the environment. */
export type CredentialsIdent = "own" | "vllora";
