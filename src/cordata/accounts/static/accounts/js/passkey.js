// A passkey that does not answer is said on the page; without this nothing would happen at all.
(function () {
  "use strict";
  const note = document.getElementById("passkey_trouble");
  if (!note) { return; }
  const number = /^[\d.]+$|^\[/.test(window.location.hostname);

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    note.querySelector("[data-number]").hidden = !number;
    note.hidden = false;
    note.focus();
  });
})();
