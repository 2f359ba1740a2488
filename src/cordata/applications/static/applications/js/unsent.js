// Text that did not reach the server yet stays on this device: one entry for each person,
// application, partner, field, language and page, erased when the server has it and at sign-out.
(function () {
  "use strict";
  const NAME = "cordata-unsent", TEXTS = "texts", DAYS = 14;

  function opened() {
    return new Promise(function (done, failed) {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(TEXTS, { keyPath: "place" }); };
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { failed(asked.error); };
      asked.onblocked = function () { failed(new Error("blocked")); };
    });
  }

  async function within(mode, act) {
    const base = await opened();
    try {
      return await new Promise(function (done, failed) {
        const work = base.transaction(TEXTS, mode);
        const asked = act(work.objectStore(TEXTS));
        work.oncomplete = function () { done(asked && asked.result); };
        work.onerror = work.onabort = function () { failed(work.error); };
      });
    } finally { base.close(); }
  }

  window.cordataUnsent = {
    keep: function (entry) { return within("readwrite", function (texts) { return texts.put(entry); }); },
    // Only as it was sent: what was typed since stays.
    forget: function (place, turn) {
      return within("readwrite", function (texts) {
        const asked = texts.get(place);
        asked.onsuccess = function () {
          if (asked.result && (turn === undefined || asked.result.turn <= turn)) { texts.delete(place); }
        };
      });
    },
    of: async function (person) {
      const all = await within("readonly", function (texts) { return texts.getAll(); });
      const oldest = Date.now() - DAYS * 86400000;
      all.filter(function (one) { return one.at < oldest; }).forEach(function (one) {
        window.cordataUnsent.forget(one.place).catch(function () {});
      });
      return all.filter(function (one) { return one.person === person && one.at >= oldest; })
        .sort(function (one, other) { return one.turn - other.turn; });
    }
  };
})();
