// Lists: choosing rows, facets, the filter builder, a click anywhere on a row.
"use strict";

(() => {
  const { all, one, say } = window.kedang;
  const PLACES = ["after", "before", "page", "last"]; // a new question starts on its first page
  const boxes = (list) => all("tbody [name=rowid]", list);

  // ── choosing rows ────────────────────────────────────────────
  let last = null;

  document.addEventListener("click", (event) => {
    const list = event.target.closest("[data-list]");
    if (!list) return;
    if (event.target.matches("[name=rowid]")) choose(list, event.target, event.shiftKey);
    else if (event.target.matches("[data-pick-all]")) chooseAll(list, event.target.checked);
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

  function showChosen(list) {
    const every = boxes(list);
    const chosen = every.filter((box) => box.checked);
    every.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
    const bar = one(".bulk", list);
    bar.hidden = chosen.length === 0;
    one(".bulk-count", bar).textContent = say("selected", chosen.length);
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
    const told = {
      is: low.value,
      contains: `contains:${low.value}`,
      between: `between:${low.value},${high.value}`,
      empty: "empty:",
    }[operator.value];
    if (operator.value !== "empty" && !low.value && !high.value) return low.focus();
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
    const { kind } = field.selectedOptions[0].dataset;
    for (const option of operator.options) {
      option.hidden = option.disabled = !option.dataset.for.split(" ").includes(kind);
    }
    if (operator.selectedOptions[0].disabled || isNewField) {
      operator.value = [...operator.options].find((option) => !option.disabled).value;
    }
    for (const box of [low, high]) {
      box.type = kind === "date" ? "date" : "text";
      box.inputMode = kind === "number" ? "decimal" : "text";
      if (isNewField) box.value = "";
    }
    low.hidden = operator.value === "empty";
    high.hidden = operator.value !== "between";
  }

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
