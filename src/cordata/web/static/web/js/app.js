// Helps, never needed: every page works without it.
(function () {
  "use strict";
  const announcer = document.getElementById("announce");

  function announce(text) {
    if (announcer && text) {
      announcer.textContent = "";
      requestAnimationFrame(function () { announcer.textContent = text; });
    }
  }

  // A refused form: the summary of errors gets the focus (A11-03).
  function focusErrors(root) {
    const summary = root.querySelector(".errsum");
    if (summary) { summary.focus(); }
  }

  // A form marked data-guard warns before typed text is left behind.
  let unsaved = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-guard]")) { unsaved = true; }
  });
  let sent = null; // the form on its way, with everything typed in it
  document.addEventListener("submit", function (event) {
    unsaved = false;
    sent = event.defaultPrevented ? null : event.target;
  });
  // A save that waits for a pause in the typing would come after its form, perhaps when it is closed.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (sent && sent.contains(event.detail.elt)) { event.preventDefault(); }
  });
  window.addEventListener("pageshow", function () { sent = null; });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved) { event.preventDefault(); }
  });

  // A question that hangs on the answer to another is hidden while that is not the answer.
  // Several answers are set apart by "|"; where the other is not asked on the page, nothing hides.
  function given(form, name, answers) {
    return Array.from(form.elements).some(function (control) {
      const chosen = control.checked || control.tagName === "SELECT";
      return control.name === name && answers.includes(control.value) && chosen
        && !control.closest("[hidden]");
    });
  }
  function askWhatApplies() {
    document.querySelectorAll("[data-asked-if]").forEach(function (place) {
      const condition = place.dataset.askedIf.split("=");
      const form = place.closest("form");
      place.hidden = Boolean(form.elements.namedItem(condition[0]))
        && !given(form, condition[0], condition[1].split("|"));
    });
  }
  document.addEventListener("change", askWhatApplies);
  document.addEventListener("htmx:afterSwap", askWhatApplies);
  askWhatApplies();

  // The form of an application saves by a script of its own (applications/js/saving.js).
  document.addEventListener("cordata:say", function (event) { announce(event.detail); });
  document.addEventListener("cordata:saved", function () { unsaved = false; });

  // Autosave: the answer carries X-Saved with the sentence to say.
  document.addEventListener("htmx:afterRequest", function (event) {
    const request = event.detail.xhr;
    const saved = request && request.getResponseHeader("X-Saved");
    if (saved) {
      unsaved = false;
      try { announce(decodeURIComponent(saved)); } catch (error) { announce(saved); }
    }
  });
  document.addEventListener("htmx:sendError", function (event) {
    if (!event.detail.elt.closest("[data-quiet]")) { announce(announcer.dataset.offline); }
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (event.detail.elt.closest("[data-quiet]")) { return; }
    const busy = event.detail.xhr.status === 503;
    announce(busy ? announcer.dataset.busy : announcer.dataset.refused);
  });
  document.addEventListener("htmx:afterSwap", function (event) { focusErrors(event.target); });

  // Nobody is signed in here: the lists of the check-in leave this device. What was done at the
  // door and not yet told stays until it is told.
  function forgetLists() {
    Object.keys(localStorage).forEach(function (key) {
      if (/^door:.*:(list|own)$/.test(key)) { localStorage.removeItem(key); }
    });
    if (!window.caches) { return; }
    caches.keys().then(function (names) {
      names.filter(function (name) { return name.startsWith("door:"); })
        .forEach(function (name) { caches.delete(name); });
    });
  }
  // Who signs out leaves no unsent text behind (applications/js/unsent.js keeps it).
  document.addEventListener("submit", function (event) {
    if (/\/logout\/$/.test(event.target.action) && window.indexedDB) {
      indexedDB.deleteDatabase("cordata-unsent");
    }
  });
  if (!document.body.hasAttribute("data-signed-in")) {
    try { forgetLists(); } catch (error) { /* nothing is kept here */ }
  }

  focusErrors(document);
})();
