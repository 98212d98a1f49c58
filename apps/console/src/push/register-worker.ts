/** The part of Trusted Types that is used, which the types of the DOM do not have yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** Registers the service worker, and waits until it runs. */
export async function registerWorker(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register(workerUrl(), { scope: "/", updateViaCache: "none" });
  return navigator.serviceWorker.ready;
}

/** The policy of the page takes no text as the URL of a script. This one is the only one that it lets through. */
function workerUrl(): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const url = "/sw.js";
  return (
    trustedTypes
      ?.createPolicy("handsfree-service-worker", { createScriptURL: () => url })
      .createScriptURL(url) ?? url
  );
}
