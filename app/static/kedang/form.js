// Forms: saving by key, the next field by Enter, what is not saved yet, remote choices, calendars.
"use strict";

(() => {
  const { all, choices, load, one, say } = window.kedang;
  const isChinese = document.documentElement.lang.startsWith("zh");
  let isChanged = false;

  all("[data-form]").forEach(prepare);

  function prepare(form) {
    form.addEventListener("input", () => mark(form));
    form.addEventListener("change", ({ target }) => {
      mark(form);
      if (target.name) check(target);
    });
    form.addEventListener("focusout", ({ target }) => {
      if (target.name && !check(target)) judge(form, target);
    });
    form.addEventListener("keydown", (event) => onKey(form, event));
    form.addEventListener("submit", (event) => {
      const open = choices.unsettled(form);
      if (!open.length && isComplete(form)) isChanged = false;
      else event.preventDefault();
      if (open.length) settle(form, open, event.submitter);
    });
    all("select[data-lookup], select.my_select2", form).forEach(choices.enrich);
    all("input[data-date]", form).forEach(addCalendar);
    if (form.dataset.watch) watch(form);
    if ("unsaved" in form.dataset) mark(form);
    focusFirst(form);
  }

  // ── does this record exist already? ──────────────────────────
  function watch(form) {
    const names = form.dataset.watched.split(" ");
    let waiting = 0;
    form.addEventListener("input", ({ target }) => {
      if (!names.includes(target.name)) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => askMatches(form, names), 500);
    });
  }

  async function askMatches(form, names) {
    const body = new FormData();
    body.append("csrf_token", form.elements.csrf_token.value);
    body.append("own", form.dataset.own);
    for (const name of names) if (form.elements[name]) body.append(name, form.elements[name].value);
    const answer = await fetch(form.dataset.watch, { method: "POST", body });
    if (answer.ok) one("[data-matches]", form).innerHTML = await answer.text();
  }

  // ── what is not saved yet ────────────────────────────────────
  function mark(form) {
    isChanged = true;
    const sign = one(".form-dirty", form);
    if (sign) sign.hidden = false;
  }

  addEventListener("beforeunload", (event) => {
    if (!isChanged) return;
    event.preventDefault();
    event.returnValue = say("leave");
  });

  // ── keys ─────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    const form = one("[data-form]");
    if (!form || !(event.ctrlKey || event.metaKey) || one("dialog[open]")) return;
    const wanted = event.key.toLowerCase();
    if (wanted !== "s" && wanted !== "enter") return;
    event.preventDefault();
    const andNew = wanted === "enter" && one("[data-save-new]", form);
    (andNew || one("[data-save]", form)).click();
  });

  function onKey(form, event) {
    const { target } = event;
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (!target.matches("input") || event.defaultPrevented) return; // An open list took it.
    event.preventDefault();
    const fields = all("input, select, textarea, [data-save]", form).filter(isReachable);
    const isNext = (field) => target.type !== "radio" || field.name !== target.name;
    fields.slice(fields.indexOf(target) + 1).find(isNext)?.focus();
  }

  function isReachable(field) {
    return field.offsetParent && !field.disabled && field.tabIndex >= 0;
  }

  function focusFirst(form) {
    const summary = one("[data-summary]", form);
    const first = all(".fld input, .fld select, .fld textarea", form).find(isReachable);
    if (summary) summary.focus();
    else if (matchMedia("(min-width: 992px)").matches) first?.focus({ preventScroll: true });
  }

  // ── the plainest checks, before anything is sent ─────────────
  function problem(field) {
    if (field.required && !field.value.trim()) return say("required");
    const most = field.maxLength;
    if (most > 0 && field.value.length > most) return say("tooLong", most);
    const heard = judged.get(field);
    return heard?.value === field.value ? heard.wrong : "";
  }

  // ── and what only the server can tell, on leaving a field ────
  const judged = new WeakMap(); // field → the text the server was asked about, and its sentence

  /** Shown where the reader has been; the focus stays where it has gone. */
  async function judge(form, field) {
    const { value } = field;
    const isKnown = value === field.defaultValue || judged.get(field)?.value === value;
    if (isKnown || !value.trim() || !form.dataset.checked?.split(" ").includes(field.name)) return;
    judged.set(field, { value, wrong: "" });
    const told = { csrf_token: form.elements.csrf_token.value, field: field.name, [field.name]: value };
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(told) });
    if (!answer.ok || field.value !== value) return;
    judged.set(field, { value, ...(await answer.json()) });
    check(field);
  }

  /** Show or take away a field's own sentence; what the server said stays until it changes. */
  function check(field) {
    const box = field.closest(".fld");
    if (!box || !one(".fld-error", box)) return "";
    const wrong = problem(field);
    if (wrong || box.dataset.local) tell(field, wrong);
    return wrong;
  }

  function tell(field, wrong) {
    const box = field.closest(".fld");
    box.classList.toggle("bad", Boolean(wrong));
    box.dataset.local = wrong ? "yes" : "";
    one(".fld-error", box).textContent = wrong;
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  function isComplete(form) {
    const wrong = all(".fld [name]", form).filter(check);
    const first = wrong[0];
    if (first) {
      first.closest("details")?.setAttribute("open", "");
      (first.tomselect || first).focus();
    }
    return !first;
  }

  /** Saving by key while one types a choice: it is taken first; without a match nothing is sent. */
  async function settle(form, open, submitter) {
    for (const box of open) {
      if (await choices.take(box)) continue;
      tell(box.input, say("noResult"));
      box.focus();
      return;
    }
    form.requestSubmit(submitter);
  }

  // A link of the error summary opens the folded section its field is in.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-summary] a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest("details")?.setAttribute("open", "");
    field.closest(".fld").scrollIntoView({ block: "center" });
    (field.tomselect || field).focus();
  });

  // ── calendars: on a button of their own, so that typing is never rewritten ─
  async function addCalendar(input) {
    await load("flatpickr/flatpickr.min.js", ["flatpickr/flatpickr.min.css"]);
    if (isChinese) await load("flatpickr/zh.js");
    const button = calendarButton();
    const host = Object.assign(document.createElement("input"), { type: "hidden" });
    const frame = Object.assign(document.createElement("div"), { className: "datebox" });
    input.before(frame);
    host.tabIndex = -1;
    host.setAttribute("aria-label", say("pickDate"));
    frame.append(input, button, host);
    const calendar = flatpickr(host, calendarSettings(input, button));
    button.addEventListener("click", () => (calendar.isOpen ? calendar.close() : calendar.open()));
    input.addEventListener("keydown", (event) => {
      if (!event.altKey || event.key !== "ArrowDown") return;
      event.preventDefault();
      calendar.open();
    });
  }

  function calendarButton() {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn-ico datebtn", tabIndex: -1 });
    button.setAttribute("aria-label", say("pickDate"));
    button.append(picture("calendar"));
    return button;
  }

  /** An icon of the sprite the page already uses. */
  function picture(name) {
    const [sprite] = one(".ico use").getAttribute("href").split("#");
    const space = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(space, "svg");
    const use = document.createElementNS(space, "use");
    drawing.setAttribute("class", "ico");
    drawing.setAttribute("aria-hidden", "true");
    use.setAttribute("href", `${sprite}#${name}`);
    drawing.append(use);
    return drawing;
  }

  function calendarSettings(input, button) {
    const hasTime = input.dataset.date === "moment";
    return {
      appendTo: input.closest("main") || document.body,
      clickOpens: false,
      dateFormat: hasTime ? "Y-m-d H:i" : "Y-m-d",
      disableMobile: true,
      enableTime: hasTime,
      ignoredFocusElements: [input, button],
      locale: isChinese ? { ...flatpickr.l10ns.zh, firstDayOfWeek: 1 } : "default",
      positionElement: input,
      time_24hr: true,
      onOpen: (_dates, _text, calendar) => calendar.setDate(asDay(input.value) || "", false),
      onChange: (_dates, text) => {
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.focus();
      },
    };
  }

  /** 2025-1-31, 2025/1/31, 20250131 and 2025年1月31日 as a date; nothing for what is none. */
  function asDay(text) {
    const parts = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})/.exec(text);
    if (!parts) return null;
    const [year, month, day] = parts.slice(1).map(Number);
    const date = new Date(year, month - 1, day);
    return date.getMonth() === month - 1 ? date : null;
  }
})();
