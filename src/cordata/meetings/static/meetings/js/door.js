// The check-in page with a network that comes and goes. Without this script the page's own forms do.
(function () {
  "use strict";
  const door = document.getElementById("door");
  if (!door || !window.localStorage || !window.crypto) { return; }
  const words = door.dataset;
  const SHOWN = 30, EVERY = 15000;
  const results = document.getElementById("door-results");
  const search = document.getElementById("q");
  const note = document.getElementById("door-note");
  const stateLine = document.getElementById("door-state");
  const walkIn = document.getElementById("door-walk-in");
  const hour = new Intl.DateTimeFormat("fr", { hour: "numeric", minute: "2-digit", timeZone: words.zone });
  const store = window.doorStore(words.place, { list: words.list, acts: words.acts }, draw);
  let troubles = [], stop = null;

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").toLowerCase();
  }

  function clock(at) {
    const list = store.list();
    const [hours, minutes] = hour.format(new Date(at + (list ? list.ahead : 0))).split(":");
    return words.clock.replace("{h}", /\s/.test(words.clock) ? Number(hours) : hours).replace("{m}", minutes);
  }

  // The list as this phone sees it: theirs, and on top of it what it has not told yet.
  function people() {
    const list = store.list();
    if (!list) { return null; }
    const byTicket = new Map(list.people.map(function (one) { return [one.ticket, Object.assign({}, one)]; }));
    store.acts().forEach(function (act) {
      let one = byTicket.get(act.ticket || act.key);
      if (act.kind === "walked_in") {
        one = { ticket: act.key, name: act.walk_in.name, organisation: act.walk_in.organisation,
          side: act.walk_in.country === "ZZ" ? "" : act.walk_in.country, state: "attended",
          arrived: clock(act.done), unsent: true };
        byTicket.set(act.key, one);
      } else if (act.kind === "arrived" && one && one.state !== "attended") {
        Object.assign(one, { before: one.state, state: "attended", arrived: clock(act.done), unsent: true });
      } else if (act.kind === "undone") {
        const target = one || byTicket.get(act.undoes);
        if (target) { Object.assign(target, { state: target.before || "confirmed", arrived: "" }); }
        if (byTicket.get(act.undoes)) { byTicket.delete(act.undoes); }
      }
    });
    return Array.from(byTicket.values());
  }

  function inside(all) { return all.filter(function (one) { return one.state === "attended"; }).length; }

  // Whether the room has space as far as this phone knows; it decides only without a network.
  function hasSpace(list, all) {
    if (list.places === null) { return true; }
    const expected = all.filter(function (one) { return one.state === "confirmed"; }).length;
    const begun = Date.now() + list.ahead >= Date.parse(list.starts_at);
    return inside(all) + (begun ? 0 : expected) < list.places;
  }

  function say(kind, text, person, act) {
    const copy = document.getElementById("door-said").content.cloneNode(true);
    const box = copy.querySelector(".note");
    if (kind) { box.classList.add(kind); }
    copy.querySelector("[data-name]").textContent = person ? person.name : text;
    copy.querySelector("[data-more]").textContent = person ? text : "";
    const undo = copy.querySelector("button");
    if (person && act) { undo.addEventListener("click", function () { takeBack(person); }); } else { undo.remove(); }
    note.replaceChildren(copy);
  }

  function described(person) {
    const parts = [person.organisation, person.side, person.no_photo ? words.noPhoto : ""];
    return parts.filter(Boolean).join(" · ");
  }

  async function arrive(ticket) {
    const list = store.list(), all = people();
    const person = all && all.find(function (one) { return one.ticket === ticket; });
    if (person && person.state === "attended") {
      say("warn", words.already.replace("{hour}", person.arrived) + " · " + described(person), person, true);
      return;
    }
    const act = store.newAct("arrived", { ticket: ticket });
    const named = person || { ticket: ticket, name: words.unknown };
    if (person && person.state === "confirmed" && (list.places === null || inside(all) < list.places)) {
      store.add(act);
      say("ok", described(person), person, true);
    } else { await asked(act, named, list && person ? hasSpace(list, all) : true); }
  }

  // Who has no place is asked for; without an answer this phone decides by what it knows.
  async function asked(act, person, space) {
    const heard = await store.tell([Object.assign({}, act, { decided: false })]);
    const answer = heard && heard[act.key];
    if (answer) {
      if (answer.words) { say("ko", answer.words, null); } else { say("ok", described(person), Object.assign({}, person, { ticket: answer.ticket }), true); }
      draw();
    } else if (space) {
      store.add(act);
      say(person.state ? "ok" : "warn", person.state ? described(person) : words.unlisted, person, Boolean(person.state));
    } else { say("ko", words.full, null); }
    return Boolean(answer ? !answer.refused : space);
  }

  function takeBack(person) {
    const undoes = store.own(person.ticket, "");
    const waiting = store.acts().some(function (act) { return act.key === person.ticket; });
    store.add(store.newAct("undone", waiting ? { undoes: person.ticket } : { ticket: person.ticket, undoes: undoes }));
    say("", words.undone, person, false);
  }

  function draw(heard) {
    Object.values(heard || {}).forEach(function (one) { if (one.words) { troubles.push(one.words); } });
    drawState();
    drawPeople();
    drawTroubles();
  }

  function drawState() {
    const kept = store.acts().length, state = store.state();
    stateLine.hidden = !store.list() && !kept;
    const form = kept === 0 ? "0" : kept === 1 ? "1" : "N";
    const text = (words[state + form] || words.online0).replace("{n}", kept);
    if (stateLine.dataset.said === text) { return; }
    stateLine.dataset.said = text;
    stateLine.className = "st push " + (state === "online" && !kept ? "ok" : "warn");
    stateLine.querySelectorAll("[data-when]").forEach(function (icon) {
      icon.toggleAttribute("hidden", (icon.dataset.when === "online") !== (state === "online"));
    });
    stateLine.querySelector("[data-words]").textContent = text;
  }

  function drawPeople() {
    const all = people();
    if (!all) { return; }
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    const found = all.filter(function (one) {
      const text = fold(one.name + " " + (one.organisation || ""));
      return wanted.every(function (word) { return text.includes(word); });
    });
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.ticket : "";
    results.replaceChildren.apply(results, found.slice(0, SHOWN).map(line));
    document.getElementById("door-nobody").hidden = found.length > 0;
    document.getElementById("door-more").hidden = found.length <= SHOWN;
    if (focused) {
      const button = results.querySelector('[data-ticket="' + focused + '"]');
      if (button) { button.focus(); }
    }
    drawCount(all);
  }

  function drawCount(all) {
    const here = all.filter(function (one) { return one.state === "attended"; });
    document.querySelectorAll("[data-count]").forEach(function (place) {
      const side = place.dataset.count;
      const some = side ? here.filter(function (one) { return (one.side || "ZZ") === side; }) : here;
      place.textContent = some.length;
    });
  }

  function line(one) {
    const copy = document.getElementById("door-line").content.cloneNode(true);
    copy.querySelector("b").textContent = one.name;
    copy.querySelectorAll("[data-side]").forEach(function (mark) { if (mark.dataset.side !== one.side) { mark.remove(); } });
    const more = [one.organisation];
    if (one.no_photo) { more.push(words.noPhoto); }
    if (one.state === "attended") { more.push(words.arrived.replace("{hour}", one.arrived)); } else if (one.state !== "confirmed") { more.push(words.waits); }
    copy.querySelector(".hint").textContent = more.filter(Boolean).join(" · ");
    const here = one.state === "attended" ? "here" : one.state === "confirmed" ? "expected" : "waits";
    copy.querySelectorAll("[data-if]").forEach(function (part) { if (part.dataset.if !== here) { part.remove(); } });
    copy.querySelectorAll("[data-name]").forEach(function (part) { part.textContent = one.name; });
    copy.querySelectorAll("button").forEach(function (button) {
      button.dataset.ticket = one.ticket;
      button.addEventListener("click", function () { if (here === "here") { takeBack(one); } else { arrive(one.ticket); } });
    });
    return copy;
  }

  function drawTroubles() {
    const box = document.getElementById("door-troubles");
    box.hidden = !troubles.length;
    box.querySelector("[data-words]").textContent = Array.from(new Set(troubles)).join(" ");
  }

  // A code holds the address of this page and a ticket, or the ticket alone.
  function read(text) {
    const found = /^(?:https?:\/\/[^\s]+\/meetings\/([a-z0-9]{14})\/check-in\/\?ticket=)?([a-z0-9]{14})$/.exec(text.trim());
    if (!found || (found[1] && found[1] !== words.place)) { say("ko", words.foreign, null); return; }
    arrive(found[2]);
  }

  function offerScanning() {
    const scan = document.getElementById("door-scan"), camera = document.getElementById("door-camera");
    const photo = document.getElementById("door-photo"), close = document.getElementById("door-close");
    document.getElementById("door-scanning").hidden = false;
    scan.hidden = !window.doorScan.canLook();
    function shut() { if (stop) { stop(); stop = null; } camera.hidden = true; scan.hidden = !window.doorScan.canLook(); }
    scan.addEventListener("click", async function () {
      camera.hidden = false;
      scan.hidden = true;
      try { stop = await window.doorScan.look(camera.querySelector("video"), words.decoder, read); close.focus(); } catch (error) { shut(); scan.hidden = true; say("warn", words.noCamera, null); }
    });
    close.addEventListener("click", function () { shut(); scan.focus(); });
    photo.addEventListener("change", async function () {
      const file = photo.files[0];
      if (!file) { return; }
      try { const text = await window.doorScan.photo(file, words.decoder); if (text) { read(text); } else { say("warn", words.noCode, null); } } catch (error) { say("warn", words.noCode, null); }
      photo.value = "";
    });
    window.addEventListener("pagehide", shut);
  }

  walkIn.addEventListener("submit", async function (event) {
    const list = store.list();
    if (!list || !walkIn.checkValidity()) { return; } // the server says what is missing
    const typed = Object.fromEntries(["name", "organisation", "country", "email"].map(function (name) {
      return [name, (new FormData(walkIn).get(name) || "").toString().trim()];
    }));
    if (!typed.name || !typed.country) { return; }
    event.preventDefault();
    const person = { ticket: "", name: typed.name, organisation: typed.organisation, side: typed.country === "ZZ" ? "" : typed.country, state: "attended" };
    const act = store.newAct("walked_in", { walk_in: typed });
    person.ticket = act.key;
    if (await asked(act, person, hasSpace(list, people()))) { walkIn.reset(); walkIn.closest("details").open = false; note.scrollIntoView({ block: "nearest" }); }
  });

  search.form.addEventListener("submit", function (event) { if (store.list()) { event.preventDefault(); drawPeople(); } });
  search.addEventListener("input", drawPeople);
  document.addEventListener("htmx:afterSwap", function () { const all = people(); if (all && store.acts().length) { drawCount(all); } });

  async function keepPage() {
    if (!("serviceWorker" in navigator) || !store.list()) { return; }
    const mine = new URL(words.page, location.href).href;
    const loaded = performance.getEntriesByType("resource").map(function (one) { return one.name.split("#")[0]; })
      .filter(function (address) { return address.startsWith(location.origin + words.static); });
    const icons = Array.from(document.querySelectorAll("use")).map(function (one) { return new URL(one.getAttribute("href"), mine).href.split("#")[0]; });
    const keep = Array.from(new Set(loaded.concat(icons, [new URL(words.decoder, mine).href])));
    try {
      await navigator.serviceWorker.register(words.worker);
      const ready = await navigator.serviceWorker.ready;
      ready.active.postMessage({ keep: keep, ends: store.list().ends });
    } catch (error) { /* the acts are kept all the same */ }
  }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", function (event) { if (event.data && event.data.ready) { door.dataset.kept = "yes"; } });
  }

  async function begin() {
    draw();
    offerScanning();
    await store.sync();
    keepPage();
    const ticket = new URLSearchParams(location.search).get("ticket");
    if (ticket) { search.value = ""; history.replaceState(null, "", location.pathname); arrive(ticket); }
  }
  window.addEventListener("online", store.sync);
  window.addEventListener("offline", store.sync);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { store.sync(); } });
  setInterval(store.sync, EVERY);
  begin();
})();
