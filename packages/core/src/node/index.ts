export { type NodeHttpOptions, nodeHttp } from "./node-http.ts";
