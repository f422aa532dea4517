// A review by keys: J and K walk the fields, Y and N tick, Ctrl+Enter passes.
"use strict";

(() => {
  const { all, one } = window.kedang;
  const form = one("[data-review]");
  const rows = all("[data-row]", form);
  let place = -1;

  const isTyping = (target) => target.matches("input:not([type=radio]), textarea, select");

  function go(to) {
    place = Math.max(0, Math.min(rows.length - 1, to));
    rows[place].focus({ preventScroll: true });
    rows[place].scrollIntoView({ block: "center" });
  }

  function tick(key) {
    const box = place >= 0 && one(`[data-tick="${key}"]`, rows[place]);
    if (!box) return;
    box.checked = true;
    if (key === "y") go(place + 1);
    else one("[name^=remark-]", rows[place]).focus();
  }

  const KEYS = { j: () => go(place + 1), k: () => go(place - 1), y: () => tick("y"), n: () => tick("n") };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      one("[data-pass]", form)?.click();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const act = KEYS[event.key.toLowerCase()];
    if (!act || one("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, true);

  rows.forEach((row, at) => row.addEventListener("focusin", () => { place = at; }));
})();
