// A file's field in the page's language: its button, its name, a file dropped on it.
// No words here: they stand in the page, in data-none and in <body data-i18n>.
"use strict";

(() => {
  const { one, say } = window.kedang;

  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("[data-file]")) tell(target);
  });

  /** The browser's own bubble speaks the browser's language, and points at nothing visible. */
  document.addEventListener("invalid", (event) => {
    const input = event.target;
    if (!input.matches("[data-file]")) return;
    event.preventDefault();
    complain(input, say("required"));
    input.focus();
  }, true);

  /** Sent, it would come back as a page of its own, and what was typed beside it would be gone. */
  document.addEventListener("submit", (event) => {
    const wrong = [...event.target.querySelectorAll("[data-file]")].filter(isTooLarge);
    if (!wrong.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    wrong.forEach(tell);
    wrong[0].closest("details")?.setAttribute("open", "");
    wrong[0].focus();
  }, true);

  function isTooLarge(input) {
    return input.files.length > 0 && input.files[0].size > Number(input.dataset.most || Infinity);
  }

  function tell(input) {
    const name = one(".file-name", input.parentElement);
    name.textContent = input.files[0]?.name || name.dataset.none;
    name.classList.toggle("muted", !input.files.length);
    complain(input, isTooLarge(input) ? input.dataset.large : "");
  }

  function complain(input, sentence) {
    one(".fld-error", input.parentElement.parentElement).textContent = sentence;
    if (sentence) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  for (const name of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(name, (event) => {
      const box = event.target.closest?.("[data-drop]");
      if (!box) return;
      event.preventDefault();
      box.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) {
        const input = one("[data-file]", box);
        input.files = event.dataTransfer.files;
        tell(input);
      }
    });
  }

  // Going back to the page, the browser may hold the file still: say so.
  addEventListener("pageshow", () => document.querySelectorAll("[data-file]").forEach((input) => {
    if (input.files.length) tell(input);
  }));
})();
