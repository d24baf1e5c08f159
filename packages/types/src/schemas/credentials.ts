import { exactOptional, literal, string, union } from "zod";
import type {
  ApiKeyCredentials,
  ApiKeyWithEndpointCredentials,
  AwsApiKeyCredentials,
  AwsIamCredentials,
  Credentials,
  CredentialsIdent,
  VertexCredentials,
} from "../credentials.ts";
import { exactly, readonlyObject } from "./schema.ts";

/** Schema of `ApiKeyCredentials`. */
export const apiKeyCredentialsSchema = exactly<ApiKeyCredentials>()(
  readonlyObject({ api_key: string() }),
);

/** Schema of `ApiKeyWithEndpointCredentials`. */
export const apiKeyWithEndpointCredentialsSchema = exactly<ApiKeyWithEndpointCredentials>()(
  readonlyObject({ api_key: string(), endpoint: string() }),
);

/** Schema of `AwsIamCredentials`. */
export const awsIamCredentialsSchema = exactly<AwsIamCredentials>()(
  readonlyObject({
    access_key: string(),
    access_secret: string(),
    session_token: exactOptional(string()),
    region: exactOptional(string()),
  }),
);

/** Schema of `AwsApiKeyCredentials`. */
export const awsApiKeyCredentialsSchema = exactly<AwsApiKeyCredentials>()(
  readonlyObject({ api_key: string(), region: string() }),
);

/** Schema of `VertexCredentials`. */
export const vertexCredentialsSchema = exactly<VertexCredentials>()(
  readonlyObject({
    region: string(),
    credentials: readonlyObject({
      type: literal("service_account"),
      project_id: string(),
      client_email: string(),
      private_key: string(),
      private_key_id: exactOptional(string()),
      client_id: exactOptional(string()),
      auth_uri: exactOptional(string()),
      token_uri: exactOptional(string()),
      auth_provider_x509_cert_url: exactOptional(string()),
      client_x509_cert_url: exactOptional(string()),
      universe_domain: exactOptional(string()),
    }),
  }),
);

/** Schema of `Credentials`. */
export const credentialsSchema = exactly<Credentials>()(
  union([
    apiKeyCredentialsSchema,
    apiKeyWithEndpointCredentialsSchema,
    awsIamCredentialsSchema,
    awsApiKeyCredentialsSchema,
    vertexCredentialsSchema,
  ]),
);

/** Schema of `CredentialsIdent`. */
export const credentialsIdentSchema = exactly<CredentialsIdent>()(literal(["own", "vllora"]));
