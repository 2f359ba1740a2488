// Keeps the check-in page of one meeting on the phone: its scope is its own address.
"use strict";
const NAME = "door:" + new URL(self.registration.scope).pathname;
const ENDS = "/ends";
const PATIENCE = 4000; // ms: a network that answers later is no network

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("message", function (event) {
  const said = event.data || {};
  if (said.wipe) { event.waitUntil(caches.delete(NAME)); }
  if (said.keep) { event.waitUntil(keep(said)); }
});

// The page, its styles, scripts, letters and icons, until the end of the day.
async function keep(said) {
  const cache = await caches.open(NAME);
  await cache.put(ENDS, new Response(String(said.ends)));
  await Promise.all(said.keep.map(async function (address) {
    if (await cache.match(address)) { return; }
    const answer = await fetch(address);
    if (answer.ok && !answer.redirected) { await cache.put(address, answer); }
  }));
  if (!(await cache.match(self.registration.scope))) { await page(cache, self.registration.scope); }
  (await self.clients.matchAll()).forEach(function (client) { client.postMessage({ ready: true }); });
}

async function page(cache, request) {
  const answer = await fetch(request, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) {
    const plain = !new URL(request.url || request).search; // nobody's name as just arrived
    if (plain) { await cache.put(self.registration.scope, answer.clone()); }
  } else if (answer.redirected || answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
    await caches.delete(NAME); // signed out, or no longer at this door
  }
  return answer;
}

self.addEventListener("fetch", function (event) {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) { return; }
  if (request.mode === "navigate") {
    if (address.pathname === new URL(self.registration.scope).pathname) { event.respondWith(visit(event)); }
    return;
  }
  if (address.pathname.endsWith(".json") || request.headers.get("HX-Request")) { return; }
  event.respondWith(fromKept(request));
});

async function visit(event) {
  const cache = await caches.open(NAME);
  const online = page(cache, event.request);
  event.waitUntil(online.catch(function () {}));
  const late = new Promise(function (resolve) { setTimeout(resolve, PATIENCE); });
  try {
    const answer = await Promise.race([online, late]);
    if (answer && answer.status < 500) { return answer; }
  } catch (error) { /* no network */ }
  return (await kept(cache)) || online;
}

async function kept(cache) {
  const ends = await cache.match(ENDS);
  if (!ends || Number(await ends.text()) <= Date.now()) {
    await caches.delete(NAME); // the day is over
    return null;
  }
  return cache.match(self.registration.scope, { ignoreVary: true });
}

async function fromKept(request) {
  const found = await caches.match(request, { cacheName: NAME, ignoreVary: true });
  return found || fetch(request);
}
