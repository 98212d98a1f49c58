/** What stands in place of a page that cannot be loaded. It says so, and shows nothing of the server. */
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>HandsFree does not answer</title>
<main>
<h1>HandsFree does not answer</h1>
<p>This device is offline, or the server does not run. What waits for you is not shown, since it may have been decided.</p>
<p><a href="">Try again</a></p>
</main>
</html>
`;

/** Loads a page from the server. Nothing of an answer is kept. */
export async function loadPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return new Response(page, {
      status: 503,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'",
        "cache-control": "no-store",
      },
    });
  }
}
