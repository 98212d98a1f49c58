/** What stands in place of a page that cannot be loaded. It says so, and shows nothing of the server. */
function page(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>HandsFree does not answer</title>
<style nonce="${nonce}">
body { max-width: 30em; margin: 20vh auto 0; padding: 0 24px; font: 1rem/1.5 system-ui, sans-serif }
h1 { font-size: 1.375rem }
a { display: inline-block; padding: 10px 0 }
</style>
<main>
<h1>HandsFree does not answer</h1>
<p>This device is offline, or the server does not run. What waits for you is not shown, since it may have been decided.</p>
<p><a href="">Try again</a></p>
</main>
</html>
`;
}

/** Loads a page from the server. Nothing of an answer is kept. */
export async function loadPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const nonce = crypto.randomUUID();
    const policy = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
    return new Response(page(nonce), {
      status: 503,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "cache-control": "no-store",
      },
    });
  }
}
