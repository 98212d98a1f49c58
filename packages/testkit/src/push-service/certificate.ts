import { generateKeyPairSync, sign } from "node:crypto";
import tls from "node:tls";

/** A certificate for 127.0.0.1 that its own key has signed, with that key, in PEM. */
export interface SelfSigned {
  readonly cert: string;
  readonly key: string;
}

/** DER: a tag, a length and a content (X.690). */
function der(tag: number, ...contents: readonly (Uint8Array | string)[]): Buffer {
  const content = Buffer.concat(contents.map((part) => Buffer.from(part as string)));
  const { length } = content;
  const head =
    length < 128
      ? [tag, length]
      : length < 256
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const bits = (content: Uint8Array) => der(0x03, Buffer.of(0), content);
const time = (at: Date) =>
  der(
    0x17,
    at
      .toISOString()
      .replaceAll(/[-:T]|\.\d+/g, "")
      .slice(2),
  );

/** Makes a certificate (RFC 5280). Node makes none, and a stored one would end some day. */
export function selfSigned(): SelfSigned {
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));
  const name = sequence(
    der(0x31, sequence(objectId("550403"), der(0x0c, "push service of a test"))),
  );
  const day = 86_400_000;
  const now = Date.now();
  const san = sequence(objectId("551d11"), der(0x04, sequence(der(0x87, Buffer.of(127, 0, 0, 1)))));
  const isAuthority = sequence(
    objectId("551d13"),
    der(0x01, Buffer.of(255)),
    der(0x04, sequence(der(0x01, Buffer.of(255)))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(now - day)), time(new Date(now + day))),
    name,
    pair.publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(san, isAuthority)),
  );
  const signature = sign("sha256", body, pair.privateKey);
  const certificate = sequence(body, ecdsaWithSha256, bits(signature)).toString("base64");
  const key = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const lines = certificate.match(/.{1,64}/g)?.join("\n");
  return { cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, key };
}

/** Lets this process trust a certificate until it is disposed of. */
export function trusting({ cert }: SelfSigned): Disposable {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, cert]);
  return { [Symbol.dispose]: () => tls.setDefaultCACertificates(before) };
}
