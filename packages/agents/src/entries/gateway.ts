export { LineTooLargeError } from "../gateway/read-lines.ts";
export { type GatewayOptions, type McpServer, runGateway } from "../gateway/run-gateway.ts";
export { UpstreamError } from "../gateway/upstream/upstream.ts";
