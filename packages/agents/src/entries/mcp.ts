export { type HttpRequestOptions, serveMcpHttpRequest } from "../mcp/serve-http-request.ts";
export {
  serveMcp,
  serveMcpOnStdio,
  type StdioServer,
  type StdioServerOptions,
} from "../mcp/serve-on-stdio.ts";
