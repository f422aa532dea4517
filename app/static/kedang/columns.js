// The dialog of a list's columns: moved by buttons, by dragging, or by Alt and the arrow keys.
// Loaded when one is first opened; a list that was asked for anew has a new one.
"use strict";

(() => {
  const { all, one } = window.kedang;
  let dragged = null;

  document.addEventListener("opened", () => all("[data-columns]").forEach(prepare), true);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-columns] [data-move]");
    if (button) move(button.closest("li"), Number(button.dataset.move), button);
  });

  function prepare(form) {
    if (one("[data-move]", form)) return;
    const rows = all("li", form).slice(1); // the first one stays
    for (const row of rows) {
      const label = row.textContent.trim();
      row.draggable = true;
      row.append(mover(-1, `${form.dataset.up} ${label}`), mover(1, `${form.dataset.down} ${label}`));
    }
  }

  function mover(step, label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `btn-x ${step < 0 ? "up" : "down"}`;
    button.dataset.move = step;
    button.title = label;
    button.setAttribute("aria-label", label);
    return button;
  }

  function move(row, step, focused) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other?.draggable) return;
    if (step < 0) other.before(row);
    else other.after(row);
    focused.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.altKey && step && event.target.closest("[data-columns] li");
    if (!row) return;
    event.preventDefault();
    move(row, step, event.target);
  });

  document.addEventListener("dragstart", ({ target }) => {
    dragged = target.closest?.("[data-columns] li") || null;
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest("[data-columns] li");
    if (!over || !over.draggable || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY < top + height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener("dragend", () => { dragged = null; });
})();
