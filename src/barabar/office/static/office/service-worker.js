// Shows pages that this machine keeps when there is no connection. Pages are kept by account, shown only to the account
// that the server last answered, and thrown away as soon as nobody is signed in. FACTS come before this text.
"use strict";
const SHELL = `barabar-shell-${FACTS.version}`;
const PAGES = "barabar-pages-";
const STATE = "barabar-state";
const ACCOUNT = "/office/account-signed-in";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const shell = await caches.open(SHELL);
    await shell.addAll([...FACTS.assets, FACTS.fallback].map((address) => new Request(address, { cache: "reload" })));
    await self.skipWaiting();
  })());
});

// An update throws away the files of the version before; what people typed and the pages kept for them stay.
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("barabar-shell-") && name !== SHELL) await caches.delete(name);
    await self.clients.claim();
  })());
});

const signedIn = async () => {
  const kept = await (await caches.open(STATE)).match(ACCOUNT);
  return kept ? kept.text() : "";
};
const note = async (account) => (await caches.open(STATE)).put(ACCOUNT, new Response(account));
const forget = async () => {
  for (const name of await caches.keys()) if (name.startsWith(PAGES) || name === STATE) await caches.delete(name);
};
const plain = (address) => new URL(address).pathname;

// What the server answered tells who is signed in; a page that may be kept is kept for that account alone.
const learn = async (request, response) => {
  const account = response.headers.get("Barabar-Account");
  if (account) {
    await note(account);
    if (response.ok && response.headers.get(FACTS.keep)) {
      await (await caches.open(PAGES + account)).put(plain(request.url), response);
    }
  } else if (response.ok && plain(response.url) === FACTS.signIn) {
    await forget();
  }
};

const instead = async (request) => {
  const account = await signedIn();
  const held = account && (await (await caches.open(PAGES + account)).match(plain(request.url), { ignoreVary: true }));
  return held || (await caches.open(SHELL)).match(FACTS.fallback, { ignoreVary: true });
};

const page = async (event) => {
  const { request } = event;
  try {
    const response = await fetch(request);
    if (request.method === "GET" && response.type === "basic") event.waitUntil(learn(request, response.clone()));
    return response;
  } catch {
    // A form that got no answer: back to its page, which says so and where everything typed stands as it was kept.
    if (request.method !== "GET") {
      const back = new URL(request.url);
      back.searchParams.set("unanswered", "yes");
      return Response.redirect(back, 303);
    }
    return instead(request);
  }
};

const file = async (request) => {
  const shell = await caches.open(SHELL);
  const held = await shell.match(request, { ignoreVary: true });
  if (held) return held;
  try {
    return await fetch(request);
  } catch {
    return (await shell.match(request, { ignoreSearch: true, ignoreVary: true })) || Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.method === "GET" && FACTS.assets.some((one) => one.split("?")[0] === address.pathname)) event.respondWith(file(request));
});
