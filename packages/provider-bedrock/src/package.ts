/** Named in every diagnostic. A test holds it to package.json. */
export const PACKAGE = { name: "@vllora/provider-bedrock", version: "0.0.0" };
