// Keyboard shortcuts of an assessor's sheet: off until somebody turns them on (WCAG 2.1.4), silent
// while text is typed, and never with Ctrl, Alt or Cmd, which belong to the browser.
(function () {
  "use strict";
  const KEPT = "cordata-sheet-keys";
  const place = document.getElementById("keys");
  if (!place) { return; }
  const turnedOn = place.querySelector("input");

  function remembered() {
    try { return localStorage.getItem(KEPT) === "on"; } catch (error) { return false; }
  }
  function remember() {
    try { localStorage.setItem(KEPT, turnedOn.checked ? "on" : "off"); } catch (error) { /* not kept */ }
  }

  function criteria() { return Array.from(document.querySelectorAll("fieldset[data-criterion]")); }
  function current() { return document.activeElement.closest("fieldset[data-criterion]"); }
  function toPoints(criterion) {
    (criterion.querySelector("input[type=radio]:checked") || criterion.querySelector("input[type=radio]")).focus();
  }
  function step(by) {
    const all = criteria();
    const at = all.indexOf(current());
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
    toPoints(all[next]);
  }
  function score(points) {
    const criterion = current();
    const chosen = criterion && Array.from(criterion.querySelectorAll("input[type=radio]"))
      .find(function (radio) { return radio.value === points; });
    if (!chosen) { return false; }
    chosen.focus();
    chosen.click();
    return true;
  }
  function motivate() {
    const criterion = current();
    if (criterion) { criterion.querySelector("textarea").focus(); }
    return Boolean(criterion);
  }
  function list() {
    place.open = true;
    place.querySelector("summary").focus();
  }

  function types(element) {
    return element.isContentEditable || /^(TEXTAREA|SELECT)$/.test(element.tagName)
      || (element.tagName === "INPUT" && !/^(radio|checkbox)$/.test(element.type));
  }
  const acts = {
    n: function () { step(1); return true; },
    p: function () { step(-1); return true; },
    m: motivate,
    "?": function () { list(); return true; },
  };

  document.addEventListener("keydown", function (event) {
    if (!turnedOn.checked || event.defaultPrevented || event.isComposing) { return; }
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (types(event.target)) {
      const criterion = event.key === "Escape" && current();
      if (criterion) { toPoints(criterion); }
      return;
    }
    const act = acts[event.key.toLowerCase()];
    const done = act ? act() : /^\d$/.test(event.key) && score(event.key);
    if (done) { event.preventDefault(); }
  });

  turnedOn.checked = remembered();
  turnedOn.addEventListener("change", remember);
  place.hidden = false;
})();
