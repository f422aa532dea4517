// What every page does: theme, dialogs, confirmations, keys, notices, htmx manners.
// No words here: they come from the page, in <body data-i18n>. Other files use window.kedang.
"use strict";

window.kedang = (() => {
  const words = JSON.parse(document.body.dataset.i18n || "{}");
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /** A word of the page's language, with {n} filled in. */
  const say = (key, n = "") => (words[key] || "").replace("{n}", n);

  const remember = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`;
  };

  const loading = new Map();

  /** Load a vendored script (and its stylesheets), or one of ours by its address, once. */
  function load(script, styles = []) {
    if (!loading.has(script)) loading.set(script, fetchAsset(script, styles));
    return loading.get(script);
  }

  function fetchAsset(script, styles) {
    const base = document.body.dataset.static;
    const ours = one('link[href*="kedang.css"]');
    for (const style of styles) {
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
      link.href = base + style;
      document.head.insertBefore(link, ours);
    }
    return new Promise((resolve, reject) => {
      const tag = Object.assign(document.createElement("script"), { src: script[0] === "/" ? script : base + script });
      tag.onload = resolve;
      tag.onerror = reject;
      document.head.append(tag);
    });
  }

  /** What may be an identity or telephone number, or is becoming one while it is typed: such words
      go into no address, for addresses stay in histories and logs. */
  function isNumber(words) {
    return /^\d{6,}[\dXx]$/.test(words.normalize("NFKC").replace(/[\s()+-]/g, ""));
  }

  return { all, isNumber, load, one, remember, say };
})();

(() => {
  const { all, load, one, remember, say } = window.kedang;
  const root = document.documentElement;
  const palette = document.getElementById("palette");

  // ── one click, one thing ─────────────────────────────────────
  const CLICKS = {
    "[data-theme-toggle]": () => {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      remember("theme", root.dataset.bsTheme);
    },
    "[data-density-toggle]": () => {
      root.dataset.density = root.dataset.density === "compact" ? "normal" : "compact";
      remember("density", root.dataset.density);
    },
    "[data-open]": (button) => open(document.getElementById(button.dataset.open)),
    "[data-palette-open]": () => open(palette),
    "[data-close]": (button) => button.closest("dialog").close(),
    "[data-dismiss]": (button) => button.closest(".note").remove(),
    "[data-copy]": copy,
    "[data-print]": printPage,
  };

  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(CLICKS)) {
      const target = event.target.closest(selector);
      if (target) act(target);
    }
    if (event.target instanceof HTMLDialogElement) event.target.close(); // its backdrop
  });

  /** What a dialog's own script does comes with its first opening; it may be typed in before. */
  async function open(dialog) {
    dialog.showModal();
    if (!dialog.dataset.script) return;
    await load(dialog.dataset.script);
    dialog.dispatchEvent(new Event("opened"));
  }

  async function copy(button) {
    const text = one("span", button);
    await navigator.clipboard?.writeText(button.dataset.copy);
    const before = text.textContent;
    text.textContent = say("copied");
    setTimeout(() => { text.textContent = before; }, 1200);
  }

  /** A page that is answered for prints once the printing is noted; others print at once. */
  async function printPage(button) {
    const address = button.dataset.print;
    if (address) {
      const body = new URLSearchParams({ csrf_token: button.dataset.token });
      const answer = await fetch(address, { method: "POST", body });
      if (!answer.ok) return location.reload(); // signed out, or no longer within reach: the page says so
    }
    const page = one("[data-guarded]");
    page?.removeAttribute("data-guarded");
    print();
    page?.setAttribute("data-guarded", "");
  }

  // ── ask before it is done ────────────────────────────────────
  const agreed = new WeakSet();

  document.addEventListener("submit", async (event) => {
    const source = event.submitter?.dataset.confirm ? event.submitter : event.target;
    if (!("confirm" in source.dataset) || agreed.has(source)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(event.target, source, event.submitter))) return;
    agreed.add(source);
    event.target.requestSubmit(event.submitter);
    agreed.delete(source);
  }, true);

  /** Show the dialog; true when the reader agreed. A reason becomes a field of the form. */
  function ask(form, source, submitter) {
    const dialog = document.getElementById("confirm");
    const reason = one("textarea", dialog);
    dress(dialog, form, source, submitter);
    const asked = question(dialog, source);
    return new Promise((resolve) => {
      dialog.onclose = () => {
        const yes = dialog.returnValue === "yes";
        if (yes && reason.required) put(form, "reason", reason.value.trim());
        if (yes && asked) put(form, asked.name, asked.answer());
        resolve(yes);
      };
      dialog.returnValue = "";
      dialog.showModal();
      (reason.required ? reason : one("[value=no]", dialog)).focus();
    });
  }

  /** Put this question's words into the dialog: its verb is the button's own. */
  function dress(dialog, form, source, submitter) {
    const isAll = form.elements.all?.disabled === false;
    const chosen = isAll
      ? one("[data-choose=results]", form).dataset.count
      : all("[name=rowid]:checked", form).length;
    const verb = submitter?.textContent.trim() || submitter?.title || say("proceed");
    const isDanger = Boolean(submitter?.matches(".danger"));
    const question = source.dataset.confirm || say("confirm");
    one(".dlg-title", dialog).textContent = question;
    one(".dlg-text", dialog).textContent = chosen ? say("selected", chosen) : "";
    const yes = one("[value=yes]", dialog);
    yes.textContent = verb;
    yes.className = `btn ${isDanger ? "btn-danger" : "btn-primary"}`;
    const reason = one("textarea", dialog);
    reason.value = "";
    reason.required = "reason" in source.dataset;
    one(".dlg-reason", dialog).hidden = !reason.required;
  }

  /** What a step asks besides: a day in a calendar, or one of many found by typing. */
  function question(dialog, source) {
    const box = one(".dlg-asks", dialog);
    const asks = source.dataset.asks && JSON.parse(source.dataset.asks);
    const [input, select] = [one("input", box), one("select", box)];
    box.hidden = !asks;
    input.required = Boolean(asks);
    select.required = Boolean(asks?.url);
    if (!asks) return null;
    one("label", box).textContent = asks.label;
    input.type = asks.url ? "search" : "date";
    input.value = asks.usual;
    select.hidden = one(".fld-help", box).hidden = !asks.url;
    input.required = !asks.url;
    input.oninput = asks.url ? () => offer(asks.url, input.value, select) : null;
    if (asks.url) offer(asks.url, "", select);
    return { name: asks.name, answer: () => (asks.url ? select.value : input.value) };
  }

  async function offer(url, words, select) {
    const answer = await fetch(`${url}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
    const { results } = await answer.json();
    select.replaceChildren(...results.map(({ id, text }) => new Option(text, id)));
    if (results.length === 1) select.selectedIndex = 0;
  }

  function put(form, name, value) {
    const field = one(`input[name="${name}"]`, form) || document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }

  // ── a form goes once ─────────────────────────────────────────
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000); // a download leaves the page standing
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // ── keys ─────────────────────────────────────────────────────
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return seek(event);
    if (event.key === "Escape" && event.target.matches("main input, main textarea")) {
      event.target.blur();
    }
    if (event.altKey || isTyping(event.target)) return;
    if (event.key === "?") document.getElementById("keys")?.showModal();
    else press(one(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`), event);
  });

  /** Ctrl+K opens the palette, and closes it again. */
  function seek(event) {
    if (!palette || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) palette.close();
    else if (!one("dialog[open]")) open(palette);
  }

  function press(target, event) {
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) target.select();
    else target.click();
  }

  // ── htmx: empty words leave the address, a failed part says so ─
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") return;
    for (const [name, value] of [...detail.formData.entries()]) {
      if (value === "") detail.formData.delete(name);
    }
  });

  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, ({ detail }) => {
      const wait = one(".wait", detail.target);
      if (wait) wait.textContent = say("failed");
      else if (detail.xhr?.status) location.assign(detail.pathInfo.finalRequestPath);
    });
  }

  // ── what was open lately: for the palette, by number only, never by name ─
  const shown = palette && location.pathname.match(/^\/([\w-]+)\/show\/(\d+)$/);
  if (shown) {
    const place = `${shown[1]}:${shown[2]}`;
    const places = (localStorage.getItem("recent") || "").split(",").filter((other) => other && other !== place);
    localStorage.setItem("recent", [place, ...places].slice(0, 8).join(","));
  }

  // ── tabs keep their place in the address ─────────────────────
  document.addEventListener("shown.bs.tab", ({ target }) => {
    history.replaceState(history.state, "", `#${target.id.replace("tab-", "")}`);
  });
  const turn = () => /^#[\w-]+$/.test(location.hash) && one(`#tab-${location.hash.slice(1)}`)?.click();
  addEventListener("load", turn);
  addEventListener("hashchange", turn); // A link to a tab of the page it stands on.
})();
