// Lists: choosing rows, facets, the filter builder, a click anywhere on a row.
"use strict";

(() => {
  const { all, isNumber, one, say } = window.kedang;
  const PLACES = ["after", "before", "page", "last"]; // a new question starts on its first page
  const boxes = (list) => all("tbody [name=rowid]", list);

  // ── a number that is looked for stays out of addresses ───────
  const held = new Map(); // words → their token, which the server takes for half an hour
  const FRESH = 20 * 60 * 1000;

  function tokenOf(words) {
    const one = held.get(words);
    return one && Date.now() - one.at < FRESH ? one.token : "";
  }

  const typed = (form) => one("input[type=search]", form).value.trim();

  document.addEventListener("htmx:confirm", async (event) => {
    const form = event.target;
    if (!form.matches?.("[data-hold]")) return;
    const words = typed(form);
    if (!isNumber(words) || tokenOf(words)) return;
    event.preventDefault();
    const body = new URLSearchParams({ csrf_token: form.dataset.token, words });
    const answer = await fetch(form.dataset.hold, { method: "POST", body });
    if (!answer.ok) return location.reload(); // signed out: the page says so
    held.set(words, { token: (await answer.json()).token, at: Date.now() });
    if (typed(form) === words) event.detail.issueRequest(true);
  });

  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    const token = target.matches?.("[data-hold]") && tokenOf(typed(target));
    if (token) detail.formData.set("q", token);
  });

  // ── choosing rows ────────────────────────────────────────────
  let last = null;

  document.addEventListener("click", (event) => {
    const list = event.target.closest("[data-list]");
    if (!list) return;
    if (event.target.matches("[name=rowid]")) choose(list, event.target, event.shiftKey);
    else if (event.target.matches("[data-pick-all]")) chooseAll(list, event.target.checked);
    else if (event.target.closest("[data-choose=results]")) chooseResults(list);
    else if (event.target.closest("[data-choose]")) {
      chooseAll(list, event.target.closest("[data-choose]").dataset.choose === "all");
    } else openRow(event);
  });

  function choose(list, box, isRange) {
    const every = boxes(list);
    if (isRange && every.includes(last)) {
      const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
      every.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    last = box;
    showChosen(list);
  }

  function chooseAll(list, checked) {
    boxes(list).forEach((box) => { box.checked = checked; });
    showChosen(list);
  }

  /** All the list found, on every page: the server walks its own question again. */
  function chooseResults(list) {
    chooseAll(list, true);
    const { count } = one("[data-choose=results]", list).dataset;
    one("[data-bulk]", list).elements.all.disabled = false;
    one(".bulk-count", list).textContent = say("selected", count);
    one("[data-choose=results]", list).hidden = true;
  }

  function showChosen(list) {
    const every = boxes(list);
    const chosen = every.filter((box) => box.checked);
    every.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
    const bar = one(".bulk", list);
    bar.hidden = chosen.length === 0;
    one(".bulk-count", bar).textContent = say("selected", chosen.length);
    one("[data-bulk]", list).elements.all.disabled = true;
    const results = one("[data-choose=results]", list);
    if (results) results.hidden = chosen.length < every.length;
    const top = one("[data-pick-all]", list);
    top.checked = chosen.length === every.length;
    top.indeterminate = chosen.length > 0 && !top.checked;
  }

  /** A click on a row is a click on its link, unless it was on something of its own. */
  function openRow(event) {
    const row = event.target.closest("tbody tr");
    if (!row || event.target.closest("a, button, input, label") || getSelection().toString()) return;
    const address = one("td:not(.pick) a", row)?.href;
    if (address && (event.ctrlKey || event.metaKey)) open(address, "_blank", "noopener");
    else if (address) location.assign(address);
  }

  // ── keys: the row one is at is the row whose link has the focus ─
  const NEXT = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const typing = "input:not([type=checkbox]), textarea, select, dialog, .dropdown, .show";
    if (!one("[data-list]") || target.closest(typing)) return;
    const row = target.closest("[data-list] tbody tr");
    if (key.toLowerCase() === "x" && row) one("[name=rowid]", row)?.click();
    else if (key in NEXT && (row || key.length === 1 || target === document.body)) {
      event.preventDefault();
      step(row, NEXT[key]);
    }
  });

  function step(row, by) {
    const rows = all("[data-list] tbody tr");
    const wanted = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + by))];
    if (!wanted) return;
    (one("td:not(.pick) a", wanted) || one("input", wanted))?.focus();
    wanted.scrollIntoView({ block: "nearest" });
  }

  // ── questions by facet and filter ────────────────────────────
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const answer = form.matches("[data-facet]") ? facet
      : form.matches("[data-builder]") ? condition
      : form.matches("[data-fab-builder]") ? fabCondition : null;
    if (!answer) return;
    event.preventDefault();
    const address = new URL(location);
    PLACES.forEach((name) => address.searchParams.delete(name));
    if (answer(form, address.searchParams)) go(form, address);
  });

  function facet(form, args) {
    const values = all("input:checked", form).map((input) => input.value);
    if (values.length) args.set(form.dataset.facet, values.join(","));
    else args.delete(form.dataset.facet);
    return true;
  }

  function condition(form, args) {
    const { field, operator, low, high } = form.elements;
    const picked = all(".builder-options input:checked", form).map((box) => box.value);
    if (!one(".builder-options", form).hidden) low.value = picked.join(",");
    const told = {
      is: low.value,
      in: low.value.split(/[,，、]/).map((word) => word.trim()).filter(Boolean).join(","),
      contains: `contains:${low.value}`,
      between: `between:${low.value},${high.value}`,
      empty: "empty:",
      filled: "filled:",
    }[operator.value];
    if (!isAlone(operator) && !low.value && !high.value) return low.focus();
    args.set(field.value, told);
    return true;
  }

  /** FAB's own lists: the operator is a number in the argument's name. */
  function fabCondition(form, args) {
    const value = one("[data-part=value] [name]", form);
    if (!value?.value) return value?.focus();
    const part = (name) => one(`[data-part=${name}]`, form).value;
    args.append(`_flt_${part("operator")}_${part("field")}`, value.value);
    return true;
  }

  function go(form, address) {
    const target = form.closest("section[hx-target]");
    const url = address.pathname + address.search;
    if (!target) return location.assign(url);
    const where = `#${target.id}`;
    htmx.ajax("GET", url, { source: target, target: where, select: where, swap: "outerHTML" });
  }

  // ── the filter builder shows what fits its field ─────────────
  document.addEventListener("change", ({ target }) => {
    const form = target.closest("[data-builder], [data-fab-builder]");
    if (form) prepare(form, target.name === "field" || target.dataset.part === "field");
  });
  document.addEventListener("show.bs.dropdown", ({ target }) => {
    const form = one("[data-builder], [data-fab-builder]", target.parentElement);
    if (form) prepare(form, true);
  });

  function prepare(form, isNewField) {
    if (form.matches("[data-builder]")) prepareOurs(form, isNewField);
    else if (isNewField) prepareFab(form);
  }

  function prepareOurs(form, isNewField) {
    const { field, operator, low, high } = form.elements;
    const { kind, ...told } = field.selectedOptions[0].dataset;
    for (const option of operator.options) {
      const fits = option.dataset.for.split(" ").includes(kind);
      option.hidden = option.disabled = !fits || ("null" in option.dataset && !("null" in told));
    }
    if (operator.selectedOptions[0].disabled || isNewField) {
      operator.value = [...operator.options].find((option) => !option.disabled).value;
    }
    for (const box of [low, high]) {
      box.type = kind === "date" ? "date" : "text";
      box.inputMode = kind === "number" ? "decimal" : "text";
      if (isNewField) box.value = "";
    }
    const isListed = kind === "choice" || kind === "reference";
    low.hidden = isAlone(operator) || kind === "choice";
    high.hidden = operator.value !== "between";
    low.placeholder = kind === "reference" ? say("type") : "";
    one(".builder-options", form).hidden = !isListed || isAlone(operator);
    if (isNewField) offer(form, told.options ? JSON.parse(told.options) : []);
    if (isNewField && kind === "reference") search(form);
  }

  const isAlone = (operator) => ["empty", "filled"].includes(operator.value);

  /** The values one may tick; those ticked already stay. */
  function offer(form, options) {
    const place = one(".builder-options", form);
    const kept = all("input:checked", place).map((box) => box.closest("label"));
    const chosen = kept.map((label) => one("input", label).value);
    const fresh = options.filter(([value]) => !chosen.includes(String(value))).map(pick);
    const isSame = place.dataset.field === form.elements.field.value;
    place.dataset.field = form.elements.field.value;
    place.replaceChildren(...(isSame ? kept : []), ...fresh);
  }

  function pick([value, text]) {
    const label = Object.assign(document.createElement("label"), { className: "pop-pick" });
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value });
    box.className = "form-check-input";
    label.append(box, text);
    return label;
  }

  /** A reference is searched by name as one types; the server answers what the reader may see. */
  async function search(form) {
    const { field, low } = form.elements;
    const { lookup } = field.selectedOptions[0].dataset;
    const asked = low.value;
    const answer = await fetch(`${lookup}?q=${encodeURIComponent(asked)}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || asked !== low.value || !field.selectedOptions[0].dataset.lookup) return;
    offer(form, (await answer.json()).results.map(({ id, text }) => [id, text]));
  }

  let waiting = 0;
  document.addEventListener("input", ({ target }) => {
    const form = target.name === "low" && target.closest("[data-builder]");
    if (!form || !form.elements.field.selectedOptions[0].dataset.lookup) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => search(form), 250);
  });

  function prepareFab(form) {
    const name = one("[data-part=field]", form).value;
    const operators = JSON.parse(form.dataset.operators)[name] || [];
    const options = operators.map((label, index) => new Option(label, index));
    one("[data-part=operator]", form).replaceChildren(...options);
    const copied = one(`template[data-field="${name}"]`, form).content.cloneNode(true);
    const label = one("[data-part=field]", form).selectedOptions[0].text;
    const control = one("input, select, textarea", copied);
    control?.setAttribute("aria-label", label);
    control?.removeAttribute("id");
    control?.removeAttribute("required");
    one("[data-part=value]", form).replaceChildren(control || "");
  }
})();
