// Masked values: asked for with a reason, shown for a minute, then masked again.
"use strict";

(() => {
  const { one } = window.kedang;
  const dialog = document.getElementById("reveal");
  if (!dialog) return;
  const form = one("form", dialog);
  let asking = null;

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-reveal]");
    if (button) ask(button);
    else if (target.closest("[data-reveal-go]")) open();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    open();
  });

  function ask(button) {
    asking = button;
    one("[data-notice]", dialog).textContent = button.dataset.notice;
    one("[data-refusal]", dialog).textContent = "";
    dialog.showModal();
    one("[name=reason]", form).focus();
  }

  async function open() {
    if (!form.reportValidity()) return;
    const body = new FormData(form);
    body.append("field", asking.dataset.field);
    body.append("csrf_token", dialog.dataset.token);
    const answer = await fetch(asking.dataset.reveal, { method: "POST", body });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      one("[data-refusal]", dialog).textContent = told.sentence || told.message || answer.status;
      return;
    }
    dialog.close();
    show(asking, told);
  }

  function show(button, { value, seconds }) {
    const place = button.parentElement.querySelector("[data-masked]");
    const mask = place.textContent;
    place.textContent = value;
    button.hidden = true;
    setTimeout(() => {
      place.textContent = mask;
      button.hidden = false;
    }, seconds * 1000);
  }
})();
