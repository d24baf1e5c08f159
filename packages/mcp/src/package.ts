/** How this package introduces itself to servers. A test holds it to package.json. */
export const PACKAGE = { name: "@vllora/mcp", version: "0.0.0" };
