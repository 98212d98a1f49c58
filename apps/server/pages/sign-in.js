// The code of a link is in the fragment, which a browser never sends. It leaves the address bar at once.
const code = new URLSearchParams(location.hash.slice(1)).get("code");
if (code !== null) history.replaceState(null, "", location.pathname);

let csrfToken = null;

const status = document.getElementById("status");
const say = (text) => {
  status.textContent = text;
};

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
      .catch((error) => say(error.message))
      .finally(() => {
        button.disabled = false;
      });
  });
}

function offer(id) {
  document.getElementById(id).hidden = false;
}

function withdraw() {
  for (const id of ["by-link", "by-passkey", "by-openid", "add-passkey", "sign-out"]) {
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
  say("Sign in with a passkey or at your provider, or open a link that handsfree sign-in prints.");
}

async function signInByLink() {
  showSignedIn(await call("POST", "/v1/sessions", { code }));
}

async function signInByPasskey() {
  const options = await call("POST", "/v1/passkeys/sign-in-options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  showSignedIn(await call("POST", "/v1/passkeys/sign-in", { response: credential.toJSON() }));
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
  if (response.ok) showSignedIn(await response.json());
  else showWays();
}

start().catch((error) => {
  showWays();
  say(error.message);
});
