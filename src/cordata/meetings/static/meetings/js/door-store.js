// What a phone at the door keeps: who is expected, until the day's end; every act, until it is told.
// One entry an act, so that two windows of one phone never write over each other.
(function () {
  "use strict";
  const CHUNK = 200; // acts in one request
  const PATIENCE = 6000; // ms

  function randomName() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch (error) { return null; }
  }

  window.doorStore = function (place, urls, changed) {
    const mine = "door:" + place + ":";
    let busy = false, again = false, token = "", state = navigator.onLine ? "online" : "offline";
    if (!localStorage.getItem("door:phone")) { localStorage.setItem("door:phone", randomName()); }

    function list() {
      const kept = read(mine + "list");
      if (kept && kept.ends <= Date.now()) { wipe(); state = "over"; return null; }
      return kept;
    }

    function keepList(fresh) {
      token = fresh.token;
      if (fresh.kept_for <= 0) { wipe(); return; }
      fresh.ends = Date.now() + fresh.kept_for;
      fresh.ahead = Date.parse(fresh.now) - Date.now(); // how far their clock is from this phone's
      localStorage.setItem(mine + "list", JSON.stringify(fresh));
    }

    function wipe() {
      localStorage.removeItem(mine + "list");
      localStorage.removeItem(mine + "own");
      if (navigator.serviceWorker && navigator.serviceWorker.controller) {
        navigator.serviceWorker.controller.postMessage({ wipe: true });
      }
    }

    function acts() {
      const found = Object.keys(localStorage)
        .filter(function (key) { return key.startsWith(mine + "act:"); }).map(read).filter(Boolean);
      return found.sort(function (one, other) { return one.done - other.done || one.turn - other.turn; });
    }

    function newAct(kind, more) {
      const turn = Number(localStorage.getItem("door:turn") || 0) + 1;
      localStorage.setItem("door:turn", String(turn));
      return Object.assign({ key: randomName(), kind: kind, done: Date.now(), turn: turn }, more);
    }

    function add(act) {
      localStorage.setItem(mine + "act:" + act.key, JSON.stringify(act));
      if (act.kind === "arrived") { own(act.ticket, act.key); }
      changed();
      sync();
      return act;
    }

    // The arrival this very phone told last of a person: what an undoing takes back.
    function own(ticket, key) {
      const all = read(mine + "own") || {};
      const before = all[ticket] || "";
      if (key !== undefined) { all[ticket] = key; localStorage.setItem(mine + "own", JSON.stringify(all)); }
      return before;
    }

    function asSent(act) {
      const sent = Object.assign({}, act, {
        age: Math.max(0, Date.now() - act.done),
        device: localStorage.getItem("door:phone"),
        device_at: new Date(act.done).toISOString()
      });
      delete sent.done; delete sent.turn;
      return sent;
    }

    async function ask(address, options) {
      const stop = new AbortController();
      const timer = setTimeout(function () { stop.abort(); }, PATIENCE);
      try {
        const answer = await fetch(address, Object.assign({
          credentials: "same-origin", redirect: "manual", cache: "no-store", signal: stop.signal
        }, options));
        if (answer.status >= 500) { state = "offline"; return null; }
        if (!answer.ok) { state = "refused"; return answer; }
        state = "online";
        return answer;
      } catch (error) {
        state = "offline";
        return null;
      } finally { clearTimeout(timer); }
    }

    async function fetchList() {
      const answer = await ask(urls.list, { headers: { Accept: "application/json" } });
      if (answer && answer.ok) { keepList(await answer.json()); return true; }
      if (answer) { wipe(); } // signed out, or no longer at this door
      return false;
    }

    // Tell acts; the answer for each, or null when nobody answered. A token that is too old is renewed once.
    async function tell(some, renewed) {
      token = token || (list() || {}).token;
      if (!token && !(await fetchList())) { return null; }
      const answer = await ask(urls.acts, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ acts: some.map(asSent) })
      });
      if (answer && answer.ok) {
        const said = await answer.json();
        keepList(said.list);
        return said.heard;
      }
      if (answer && answer.status === 403 && !renewed && await fetchList()) { return tell(some, true); }
      return null;
    }

    async function sync() {
      if (busy) { again = true; return; }
      busy = true;
      try {
        do {
          again = false;
          const some = acts().slice(0, CHUNK);
          const heard = some.length ? await tell(some) : null;
          if (!some.length) { await fetchList(); break; }
          if (!heard) { break; }
          Object.keys(heard).forEach(function (key) { localStorage.removeItem(mine + "act:" + key); });
          changed(heard);
        } while (again || acts().length);
      } finally { busy = false; }
      changed();
    }

    return {
      list: list, acts: acts, newAct: newAct, add: add, own: own, tell: tell, sync: sync, wipe: wipe,
      state: function () { return state; }
    };
  };
})();
