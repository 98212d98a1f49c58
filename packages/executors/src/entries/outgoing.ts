export { AddressRules } from "../outgoing/address-rules.ts";
export {
  type OutgoingAnswer,
  type OutgoingRequest,
  requestSender,
  type SenderOptions,
  type SendRequest,
} from "../outgoing/send.ts";
