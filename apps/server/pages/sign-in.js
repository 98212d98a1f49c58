// The code of a link is in the fragment, which a browser never sends. It leaves the address bar at once.
const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code !== null) history.replaceState(null, "", location.pathname + location.search);

// Where the person was on the way to. A link opens in another tab, and a provider leads back without it, so the browser
// keeps it as long as a link is good.
const lifeOfNext = 15 * 60_000;
const query = new URLSearchParams(location.search);
const next = query.get("next");
if (next !== null) localStorage.setItem("handsfree.next", JSON.stringify([next, Date.now()]));

let csrfToken = null;

const status = document.getElementById("status");
const say = (text, isBad = false) => {
  status.textContent = text;
  status.className = isBad ? "bad" : "";
};
const sayWhy = (error) => say(reasonOf(error), true);

// A link that is opened in a tab with this page changes the fragment alone.
addEventListener("hashchange", () => location.reload());

const ways = {
  "by-link": signInByLink,
  "by-passkey": signInByPasskey,
  "add-passkey": addPasskey,
  "sign-out": signOut,
};
for (const [id, action] of Object.entries(ways)) {
  const button = document.querySelector(`#${id} button`);
  button.addEventListener("click", () => {
    button.disabled = true;
    action()
      .catch(sayWhy)
      .finally(() => {
        button.disabled = false;
      });
  });
}

/** Where the person was on the way to: once, and only a path of this server. Undefined if that is not known, or long ago. */
function takeNext() {
  const kept = localStorage.getItem("handsfree.next");
  localStorage.removeItem("handsfree.next");
  if (kept === null) return undefined;
  const [path, at] = JSON.parse(kept);
  if (Math.abs(Date.now() - at) > lifeOfNext || !URL.canParse(path, location.origin))
    return undefined;
  const url = new URL(path, location.origin);
  const isOurs = url.origin === location.origin && url.pathname !== location.pathname;
  return isOurs ? url.href : undefined;
}

/** What went wrong, and the way out. Browsers have words of their own for what they refuse, which help no person. */
function reasonOf(error) {
  if (error.name === "NotAllowedError") {
    return "No passkey was used. Try again, or sign in by a link.";
  }
  if (error instanceof TypeError) {
    return "The server does not answer. Check your connection, and try again.";
  }
  return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
}

function offer(id) {
  document.getElementById(id).hidden = false;
}

function withdraw() {
  const all = ["by-link", "by-passkey", "by-openid", "how", "go-on", "add-passkey", "sign-out"];
  for (const id of all) {
    document.getElementById(id).hidden = true;
  }
}

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(csrfToken !== null && { "x-csrf-token": csrfToken }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail), { status: response.status });
  return answer;
}

function showSignedIn(caller) {
  csrfToken = caller.csrf_token;
  withdraw();
  say(`You are signed in as ${nameOf(caller.user)}.`);
  offer("go-on");
  if (hasPasskeys()) offer("add-passkey");
  offer("sign-out");
}

function nameOf(user) {
  return user.display_name ?? user.email ?? user.id;
}

function hasPasskeys() {
  return (
    typeof PublicKeyCredential === "function" &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function"
  );
}

function showWays() {
  withdraw();
  if (hasPasskeys()) offer("by-passkey");
  if (!document.getElementById("openid").hidden) offer("by-openid");
  offer("how");
  say("Sign in to see what waits for you.");
}

async function signInByLink() {
  await call("POST", "/v1/sessions", { code });
  location.replace(takeNext() ?? "/");
}

async function signInByPasskey() {
  const options = await call("POST", "/v1/passkeys/sign-in-options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  await call("POST", "/v1/passkeys/sign-in", { response: credential.toJSON() });
  location.replace(takeNext() ?? "/");
}

async function addPasskey() {
  const options = await call("POST", "/v1/passkeys/registration-options");
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  const passkey = { name: navigator.platform || "passkey", response: credential.toJSON() };
  await call("POST", "/v1/passkeys", passkey);
  say("The passkey was added.");
}

async function signOut() {
  await call("DELETE", "/v1/session");
  csrfToken = null;
  showWays();
  say("You are signed out.");
}

async function start() {
  if (code !== null) {
    const { name } = await call("POST", "/v1/sign-in-links/preview", { code });
    withdraw();
    say(`Sign in as ${name}?`);
    offer("by-link");
    return;
  }
  const response = await fetch("/v1/me");
  if (response.ok) {
    showSignedIn(await response.json());
    // Some approvals take a passkey that was used right before, also in a session.
    if (query.has("passkey") && hasPasskeys()) {
      offer("by-passkey");
      return;
    }
    // A provider leads back here.
    const path = takeNext();
    if (path !== undefined) location.replace(path);
  } else showWays();
}

start().catch((error) => {
  showWays();
  sayWhy(error);
});
