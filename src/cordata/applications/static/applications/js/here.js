// Who else is on the page: asked again once a minute while it is looked at, and said aloud only when
// somebody comes. Nobody's absence is announced, and nothing is kept here.
(function () {
  "use strict";
  const place = document.getElementById("present");
  const MINUTE = 60000;
  if (!place || !window.fetch) { return; }
  let asked = Date.now();

  function known() {
    return Array.from(place.querySelectorAll("[data-who]")).map(function (one) { return one.dataset.who; });
  }

  function show(present) {
    const before = known(), pattern = document.getElementById("present-line").content.firstElementChild;
    const list = pattern.cloneNode(false), line = pattern.firstElementChild;
    present.forEach(function (one) {
      const shown = line.cloneNode(true);
      shown.dataset.who = one.name;
      shown.lastChild.textContent = " " + one.words;
      list.append(shown);
    });
    place.replaceChildren(...(present.length ? [list] : []));
    const came = present.filter(function (one) { return !before.includes(one.name); });
    if (came.length) {
      const words = came.map(function (one) { return one.words; }).join(" ");
      document.dispatchEvent(new CustomEvent("cordata:say", { detail: words }));
    }
  }

  async function ask() {
    if (document.visibilityState !== "visible" || Date.now() - asked < MINUTE - 1000) { return; }
    asked = Date.now();
    try {
      const answer = await fetch(place.dataset.here, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (answer.ok) { show((await answer.json()).present); }
    } catch (error) { /* it stands as it was */ }
  }

  setInterval(ask, MINUTE);
  document.addEventListener("visibilitychange", ask);
})();
