// The palette: asks the server what the typed words lead to, and goes there by keyboard alone.
// Loaded when it is first opened; what is typed before that is asked for as well.
"use strict";

(() => {
  const { all, isNumber, one } = window.kedang;
  const dialog = document.getElementById("palette");
  const box = one("input", dialog);
  const list = one(".palette-list", dialog);
  let waiting = 0;
  let asked = 0;

  // ── open, ask, show ──────────────────────────────────────────
  dialog.addEventListener("opened", ask);
  dialog.addEventListener("close", () => { box.value = ""; });

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });

  async function ask() {
    const turn = ++asked;
    const words = new URLSearchParams({ q: box.value.trim(), recent: localStorage.getItem("recent") || "" });
    const answer = await send(words);
    if (turn !== asked) return; // an answer to older words
    if (answer.redirected) return location.reload(); // the session has ended
    draw(answer.ok ? (await answer.json()).groups : []);
  }

  function send(words) {
    const headers = { Accept: "application/json" };
    if (!isNumber(box.value)) return fetch(`${dialog.dataset.palette}?${words}`, { headers });
    words.append("csrf_token", one("[name=csrf_token]").value);
    return fetch(dialog.dataset.palette, { headers, method: "POST", body: words });
  }

  function draw(groups) {
    list.replaceChildren(...groups.map(group));
    const empty = one(".palette-empty", dialog);
    empty.hidden = groups.length > 0;
    empty.textContent = empty.hidden ? "" : dialog.dataset.empty;
    all("[role=option]", list).forEach((option, n) => { option.id = `palette-${n}`; });
    mark(one("[role=option]", list));
    dialog.dataset.asked = box.value.trim();
  }

  const make = (name, css, text = "") =>
    Object.assign(document.createElement(name), { className: css, textContent: text });

  function group({ label, items }) {
    const part = make("div", "palette-group");
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", label);
    const head = make("div", "palette-head", label);
    head.setAttribute("aria-hidden", "true");
    part.append(head, ...items.map(option));
    return part;
  }

  function option({ title, hint, url, icon }) {
    const link = make("a", "palette-item");
    link.href = url;
    link.tabIndex = -1;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    link.append(drawing(icon), make("span", "", title), make("small", "muted", hint));
    return link;
  }

  function drawing(name) {
    const SVG = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "ico");
    svg.setAttribute("aria-hidden", "true");
    const use = svg.appendChild(document.createElementNS(SVG, "use"));
    use.setAttribute("href", `${dialog.dataset.sprite}#${name}`);
    return svg;
  }

  // ── by keyboard ──────────────────────────────────────────────
  box.addEventListener("keydown", (event) => {
    const options = all("[role=option]", list);
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(options[(at + step + options.length) % options.length]);
    else if (event.key === "Enter") go(options[at], event);
    else return;
    event.preventDefault();
  });

  function mark(option) {
    all("[aria-selected=true]", list).forEach((o) => o.setAttribute("aria-selected", "false"));
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function go(option, event) {
    if (!option || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) open(option.href, "_blank", "noopener");
    else location.assign(option.href);
  }
})();
