// Saves one text, or a part that is saved whole, a second after the typing pauses, says so, and
// keeps on this device what could not be sent. Nothing of another hand is ever replaced without both
// on the page.
document.querySelectorAll("form[data-saving]").forEach(function (form) {
  "use strict";
  const line = form.querySelector(".saving");
  if (!line || !window.fetch || !window.cordataUnsent) { return; }
  const PAUSE = 1000, KEEP = 250, PATIENCE = 15000, SLOWEST = 60000, QUIET = 30000, LIVE = 10000, SOON = 3000;
  const words = line.dataset, about = form.dataset, unsent = window.cordataUnsent;
  const key = form.elements["page-key"].value;
  const units = new Map();
  let turn = 0, busy = false, wait = 0, later = null, keeps = true, spoken = 0, liveAt = 0, liveTimer = null;

  form.querySelectorAll("input[data-field]").forEach(function (seen) {
    const name = seen.name.replace(/-version$/, "");
    units.set(name, { name: name, seen: seen, table: seen.dataset.place === seen.name,
      field: seen.dataset.field, language: seen.dataset.language,
      dirty: false, conflict: false, sent: "", turn: 0, timer: null, keeping: null });
  });

  // A form marked data-whole is one unit: an activity, a budget. `seen` is the seal of what it showed.
  const whole = form.dataset.whole ? { name: "seen", seen: form.elements.seen, whole: true,
    field: about.saving, language: "", dirty: false, conflict: false, sent: "", turn: 0,
    timer: null, keeping: null } : null;
  if (whole) { units.set("seen", whole); }
  const FRAME = ["csrfmiddlewaretoken", "page-key", "page-turn", "seen"];

  function unitOf(control) {
    const name = control.name || "";
    if (whole) { return name && !FRAME.includes(name) ? whole : null; }
    const unit = units.get(name) || units.get(name.split("-")[0]);
    return unit && (unit.name === name || unit.table) ? unit : null;
  }

  units.forEach(function (unit) { unit.known = JSON.stringify(valuesOf(unit)); });

  function controlsOf(unit) {
    return Array.from(form.elements).filter(function (one) {
      return one !== unit.seen && one.type !== "submit" && !one.disabled && unitOf(one) === unit;
    });
  }

  function valuesOf(unit) {
    const names = new Set(controlsOf(unit).map(function (one) { return one.name; }));
    return Array.from(new FormData(form)).filter(function (pair) { return names.has(pair[0]); });
  }

  function nextTurn() { turn = Math.max(turn + 1, Date.now()); return turn; }

  // What is said: seen in the line of the page, spoken when it is another thing than before.
  function say(state, text) {
    const spoke = state !== line.dataset.state || (state === "saved" && Date.now() - spoken > QUIET);
    line.dataset.state = state;
    line.hidden = false;
    line.querySelector("span").textContent = text;
    if (spoke && state !== "sending") {
      spoken = Date.now();
      document.dispatchEvent(new CustomEvent("cordata:say", { detail: text }));
    }
  }

  function place(unit) {
    return [about.person, about.application, about.partner, unit.field, unit.language, key].join("|");
  }

  function entryOf(unit) {
    return { place: place(unit), person: about.person, application: about.application,
      partner: about.partner, field: unit.field, language: unit.language, key: key, at: Date.now(),
      url: about.saving, name: unit.name, version: unit.seen.value, turn: unit.turn, values: valuesOf(unit) };
  }

  async function keep(unit) {
    if (!unit.dirty) { return; }
    unit.turn = unit.sent === JSON.stringify(valuesOf(unit)) ? unit.turn : nextTurn();
    try { await unsent.keep(entryOf(unit)); } catch (error) { keeps = false; }
  }

  function forget(one, until) { unsent.forget(one, until).catch(function () {}); }

  function typed(event) {
    const unit = unitOf(event.target);
    if (!unit || (!unit.dirty && unit.known === JSON.stringify(valuesOf(unit)))) { return; }
    unit.dirty = true;
    unit.refused = false; // typing on tries again
    clearTimeout(unit.keeping);
    unit.keeping = setTimeout(function () { keep(unit); }, KEEP);
    if (unit.conflict) { say("conflict", words.choose); return; }
    clearTimeout(unit.timer);
    unit.timer = setTimeout(send, PAUSE);
  }

  function bodyOf(entry) {
    const body = new URLSearchParams(entry.values);
    body.set(entry.name === "seen" ? "seen" : entry.name + "-version", entry.version);
    body.set("page-key", entry.key);
    body.set("page-turn", entry.turn);
    ["field", "language", "partner"].forEach(function (name) { body.set(name, entry[name]); });
    return body;
  }

  // The answer as {status, said}, or null when nobody answered.
  async function post(entry) {
    const stop = new AbortController();
    const timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    try {
      const answer = await fetch(entry.url, { method: "POST", body: bodyOf(entry), signal: stop.signal,
        credentials: "same-origin", redirect: "manual", cache: "no-store",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" } });
      if (answer.status >= 500) { return null; }
      const isData = (answer.headers.get("Content-Type") || "").includes("json");
      return { status: answer.status, said: isData ? await answer.json() : null };
    } catch (error) {
      return null;
    } finally { clearTimeout(timer); }
  }

  // One text after the other: a save never overtakes the one before it.
  async function send() {
    if (busy) { return; }
    busy = true;
    clearTimeout(later);
    try {
      for (;;) {
        const unit = Array.from(units.values()).find(function (one) { return one.dirty && !one.conflict && !one.refused; });
        if (!unit || !(await sendOne(unit))) { break; }
      }
    } finally { busy = false; }
  }

  async function sendOne(unit) {
    clearTimeout(unit.timer);
    await keep(unit);
    const entry = entryOf(unit), sent = JSON.stringify(entry.values);
    unit.sent = sent;
    say("sending", words.sending);
    const answer = await post(entry);
    if (!answer) { return delayed(); }
    wait = 0;
    const since = JSON.stringify(valuesOf(unit)) !== sent;
    if (answer.said && answer.status === 200) { acknowledged(unit, entry, answer.said, since); }
    else if (answer.said && answer.status === 409) { overtaken(unit, answer.said); }
    else if (answer.said && answer.status === 422) { refused(unit, entry, answer.said, since); }
    else { unit.refused = true; say("refused", words.refused); return false; }
    return true;
  }

  function delayed() {
    wait = Math.min(SLOWEST, wait ? wait * 2 : 2000);
    later = setTimeout(send, wait);
    say("kept", keeps ? words.kept : words.open);
    return false;
  }

  function acknowledged(unit, entry, said, since) {
    tell(unit, "");
    forget(entry.place, entry.turn);
    if (said.outcome === "stands" && since) { return; } // judged again with what was typed since
    if (said.text !== undefined) { put(unit, said.text); }
    Object.entries(said.put || {}).forEach(function (pair) { form.elements[pair[0]].value = pair[1]; });
    if (said.address) { history.replaceState(null, "", said.address); about.saving = said.saving; }
    unit.seen.value = said.version;
    unit.dirty = since;
    unit.known = since ? JSON.stringify(entry.values) : JSON.stringify(valuesOf(unit));
    Object.entries(said.apart || {}).forEach(function (pair) { refresh(pair[0], pair[1]); });
    const mark = document.getElementById(unit.name + "-saved");
    if (mark && said.mark) { mark.textContent = said.mark; }
    if (waiting()) { say("conflict", words.choose); } else { say("saved", said.words); }
    if (!anyDirty()) { document.dispatchEvent(new CustomEvent("cordata:saved")); }
    refreshLive();
  }

  // A place that is read out when it changes, and only then.
  function refresh(id, markup) {
    const place = document.getElementById(id);
    const fresh = new DOMParser().parseFromString(markup, "text/html").body;
    if (place && place.textContent.trim() !== fresh.textContent.trim()) { place.replaceChildren(...fresh.childNodes); }
  }

  function waiting() { return Array.from(units.values()).some(function (one) { return one.conflict; }); }
  function anyDirty() { return Array.from(units.values()).some(function (one) { return one.dirty; }); }

  function put(unit, text) {
    const control = controlsOf(unit)[0];
    if (control) { control.value = text; count(control); }
  }

  // Said beside the field; typing on tries again. What cannot be read is no text to keep; one that
  // is refused for another reason, a call that has closed, stays on this device.
  function refused(unit, entry, said, since) {
    if (said.outcome === "unread" && !unit.whole) { forget(entry.place, entry.turn); unit.dirty = since; }
    else { unit.refused = !since; }
    tell(unit, said.words, said.names);
    say("unread", said.words);
  }

  function tell(unit, text, names) {
    const said = document.getElementById(unit.seen.dataset.place + "-said");
    if (said) { said.textContent = text; said.hidden = !text; }
    controlsOf(unit).forEach(function (one) {
      if (text && (!names || names.includes(one.name))) { one.setAttribute("aria-invalid", "true"); } else { one.removeAttribute("aria-invalid"); }
    });
  }

  // Another hand came first: both texts stand on the page, and nothing goes until one is chosen.
  function overtaken(unit, said) {
    unit.conflict = true;
    show(unit, said.theirs);
    unit.seen.value = said.version; // the button of the page is a choice, too: both are shown
    say("conflict", said.words);
  }

  function show(unit, markup) {
    const there = document.getElementById(unit.seen.dataset.place + "-theirs");
    const fresh = new DOMParser().parseFromString(markup, "text/html").body.firstElementChild;
    if (unit.whole) { there.replaceChildren(fresh); } else { there.replaceWith(fresh); }
    fresh.querySelectorAll("[data-take]").forEach(function (button) {
      button.addEventListener("click", function () { choose(unit, button.dataset.take, fresh); });
    });
  }

  function choose(unit, whose, shown) {
    const control = controlsOf(unit)[0];
    unit.conflict = false;
    if (whose === "theirs") {
      forget(place(unit));
      unit.dirty = false;
      if (shown.dataset.text === undefined) {
        document.dispatchEvent(new CustomEvent("cordata:saved")); // nothing is left to lose
        location.reload();
        return;
      }
      put(unit, shown.dataset.text);
      say("saved", words.theirs);
    } else { unit.dirty = true; unit.sent = ""; send(); }
    shown.replaceChildren();
    if (control) { control.focus(); }
  }

  // What an earlier page could not send: sent now; if somebody came first it waits beside the field.
  async function sendEarlier() {
    let kept = [];
    try { kept = await unsent.of(about.person); } catch (error) { keeps = false; return; }
    for (const entry of kept.filter(function (one) { return one.key !== key; })) {
      const unit = here(entry);
      if (unit && unit.offered) { continue; }
      const before = unit && JSON.stringify(valuesOf(unit));
      const answer = await post(entry);
      if (!answer) { if (unit) { offer(unit, entry); } delayedEarlier(); return; }
      if (answer.status === 200 && answer.said) {
        forget(entry.place, entry.turn);
        if (unit && answer.said.outcome === "saved") { adopt(unit, entry, answer.said, before); }
      } else if (answer.status === 409 && unit) { offer(unit, entry); }
      else if (answer.status === 422 && answer.said && answer.said.outcome === "unread") { forget(entry.place, entry.turn); }
      else if (answer.status === 422 && unit) { offer(unit, entry); }
      else if (answer.status === 404) { forget(entry.place, entry.turn); }
    }
  }

  function delayedEarlier() {
    setTimeout(sendEarlier, 15000);
    say("kept", words.kept);
  }

  function here(entry) {
    const same = entry.application === about.application && entry.partner === about.partner;
    const unit = same ? units.get(entry.name) : null;
    return unit && (!unit.whole || entry.field === unit.field) ? unit : null;
  }

  // The text of an earlier page stands now: the field, drawn before, shows it if nobody typed since.
  function adopt(unit, entry, said, before) {
    if (unit.dirty || JSON.stringify(valuesOf(unit)) !== before) { return; }
    if (JSON.stringify(entry.values) !== before) { fill(unit, entry.values); }
    Object.entries(said.put || {}).forEach(function (pair) { form.elements[pair[0]].value = pair[1]; });
    unit.seen.value = said.version;
    say("saved", said.words);
  }

  function fill(unit, values) {
    controlsOf(unit).forEach(function (one) {
      const own = values.filter(function (pair) { return pair[0] === one.name; }).map(function (pair) { return pair[1]; });
      if (one.type === "radio" || one.type === "checkbox") { one.checked = own.includes(one.value); }
      else { one.value = own[0] || ""; count(one); }
    });
  }

  function offer(unit, entry) {
    const copy = form.querySelector("template").content.cloneNode(true);
    const box = copy.firstElementChild;
    unit.offered = true;
    box.querySelector("[data-text]").textContent = readable(entry.values);
    box.querySelector("[data-use]").addEventListener("click", function () {
      fill(unit, entry.values);
      unit.dirty = true;
      done();
      send();
    });
    box.querySelector("[data-forget]").addEventListener("click", done);
    function done() { forget(entry.place); unit.offered = false; box.remove(); (controlsOf(unit)[0] || form).focus(); }
    const there = document.getElementById(unit.seen.dataset.place + "-theirs");
    there.after(copy);
    say("conflict", words.yours);
  }

  // What a person typed of some values; the page's own hidden fields say nothing to read.
  function readable(values) {
    const typed = values.filter(function (pair) {
      const control = form.elements[pair[0]];
      return pair[1] && !(control && control.type === "hidden") && !/_FORMS$|-pid$/.test(pair[0]);
    });
    return typed.map(function (pair) { return pair[1]; }).join(" · ");
  }

  // The counter beside a text counts what will be kept.
  function count(control) {
    const place = document.getElementById(control.id + "-count");
    if (!place) { return; }
    const limit = Number(place.dataset.limit);
    const length = window.cordataLength(control.value, control.tagName === "TEXTAREA");
    const over = length - limit;
    const text = over > 0 ? (over === 1 ? words.overOne : words.overOther) : words.fits;
    place.textContent = text.replace("{length}", grouped(length)).replace("{over}", grouped(over)).replace("{limit}", grouped(limit));
    place.classList.toggle("c-ko", over > 0);
    place.classList.toggle("b", over > 0);
  }

  function grouped(number) { return String(number).replace(/\B(?=(\d{3})+$)/g, words.group); }

  // The live check is asked for afterwards, and not at every pause.
  // On a page that computes, what it computes (data-fresh) comes with it.
  function refreshLive() {
    const computes = form.dataset.fresh;
    if (!(computes || document.getElementById("live")) || liveTimer) { return; }
    liveTimer = setTimeout(async function () {
      liveTimer = null; liveAt = Date.now();
      try {
        const answer = await fetch(computes ? location.href : about.live, { credentials: "same-origin", redirect: "manual" });
        if (!answer.ok) { return; }
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        document.querySelectorAll(computes ? "#live, [data-fresh][id]" : "#live").forEach(function (old) {
          const one = fresh.getElementById(old.id);
          if (one && !old.contains(document.activeElement)) { old.replaceWith(one); }
        });
      } catch (error) { /* it stands as it was */ }
    }, Math.max(500, liveAt + (computes ? SOON : LIVE) - Date.now()));
  }

  form.addEventListener("input", function (event) { count(event.target); typed(event); });
  form.addEventListener("change", typed);
  form.addEventListener("submit", function (event) {
    if (!navigator.onLine) { event.preventDefault(); send(); return; }
    form.elements["page-turn"].value = nextTurn();
  });
  window.addEventListener("online", function () { wait = 0; send(); sendEarlier(); });
  window.addEventListener("pagehide", function () { units.forEach(keep); });
  sendEarlier();
});
