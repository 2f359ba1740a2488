// A typed text as the server keeps it (web/cleaning.py), so that both count the same characters.
// tests/applications/cleaning.json is the table of cases that holds the two together.
(function () {
  "use strict";
  const NEWLINES = /\r\n?|[\u2028\u2029\x85\x0b\x0c]/g;
  const BLANKS = /[^\S\n\u00a0\u202f]+/g;
  const INVISIBLE = /[\u115f\u1160\u3164\uffa0\u2800\u034f\ufeff\u180e]/;
  const REMOVED = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;
  const PICTORIAL = /[\p{So}\p{Sk}\ufe0f]/u;
  const SEEN = /[^\p{Z}\p{M}\p{C}]/u;
  const JOINER = "\u200d", FLAG = "\u{1f3f4}";

  function isKept(character, index, all) {
    if (character === "\n" || character === "\t") { return true; }
    if (character === JOINER) {
      return PICTORIAL.test(all[index - 1] || "") && PICTORIAL.test(all[index + 1] || "");
    }
    const code = character.codePointAt(0);
    if (code >= 0xe0020 && code <= 0xe007f) { return all.slice(0, index).includes(FLAG); }
    return !REMOVED.test(character) && !INVISIBLE.test(character);
  }

  function clean(text, lines) {
    let kept = Array.from(text.replace(NEWLINES, "\n").normalize("NFC")).filter(isKept).join("");
    kept = kept.replace(BLANKS, " ");
    if (lines) {
      kept = kept.split("\n").map(function (line) { return line.trimEnd(); }).join("\n");
      kept = kept.replace(/\n{3,}/g, "\n\n");
    } else { kept = kept.replace(/\n/g, " ").replace(BLANKS, " "); }
    kept = kept.normalize("NFC").trim();
    return SEEN.test(kept) ? kept : "";
  }

  window.cordataClean = clean;
  window.cordataLength = function (text, lines) { return Array.from(clean(text, lines)).length; };
})();
