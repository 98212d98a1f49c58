import { BlockList, isIP } from "node:net";
import { InvalidInputError } from "@handsfree/query";

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const specialIpv4 = subnets("ipv4", [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);

/** Addresses outside of it are loopback, private, link-local, multicast, or hold an address of IPv4. */
const globalIpv6 = subnets("ipv6", ["2000::/3"]);

/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const specialIpv6 = subnets("ipv6", ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]);

/** Which addresses requests may be sent to: public ones by https, and given ones by http and https. */
export class AddressRules {
  readonly #allowed = new BlockList();

  /**
   * @param allowed ranges such as `10.1.0.0/16`, or addresses, by comma. Default: none.
   * @param field the name of the setting in errors. Default `allowed`.
   * @throws {InvalidInputError} naming the setting.
   */
  constructor(allowed = "", field = "allowed") {
    for (const range of allowed.split(",").map((text) => text.trim())) {
      if (range !== "") addRange(this.#allowed, range, field);
    }
  }

  /** Whether a request may connect to this address. @param isEncrypted whether by https. */
  mayCall(address: string, isEncrypted: boolean): boolean {
    const version = isIP(address);
    if (version === 0 || address.includes("%")) return false;
    if (this.#allowed.check(address, version === 4 ? "ipv4" : "ipv6")) return true;
    return isEncrypted && isPublic(address, version === 4);
  }

  /**
   * Whether the URL itself has an address that no request may connect to. A name has none before its look-up. The
   * parser of URLs makes an address of each way to write one, such as `0x7f.1` or `2130706433`.
   */
  refuses({ hostname, protocol }: Pick<URL, "hostname" | "protocol">): boolean {
    const host = hostname.replace(/^\[|\]$/g, "");
    return isIP(host) !== 0 && !this.mayCall(host, protocol === "https:");
  }
}

function isPublic(address: string, isIpv4: boolean): boolean {
  if (isIpv4) return !specialIpv4.check(address, "ipv4");
  return globalIpv6.check(address, "ipv6") && !specialIpv6.check(address, "ipv6");
}

function addRange(list: BlockList, range: string, field: string): void {
  const [, address = "", length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  const bits = length === undefined ? longest : Number(length);
  if (version === 0 || bits > longest || address.includes("%")) {
    throw new InvalidInputError(
      field,
      `has ${JSON.stringify(range)}, which is no address or range; give some like 10.1.0.0/16, by comma`,
    );
  }
  list.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
}

function subnets(family: "ipv4" | "ipv6", ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
