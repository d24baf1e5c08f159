export { type NodeHttpOptions, nodeHttp } from "./node/node-http.ts";
