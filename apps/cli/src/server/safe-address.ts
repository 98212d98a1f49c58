/** Whether a key may be sent to the address: it must not cross a network in plain HTTP. */
export function isSafeAddress(url: URL): boolean {
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLocal);
}
