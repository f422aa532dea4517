// Boxes in which a record or a code is found by typing. What stands in one is selected on entering
// it: typing replaces it, leaving keeps it, and what matches nothing never stands for it.
"use strict";

(() => {
  const { all, load, say } = window.kedang;
  const PAUSE = 200; // Milliseconds without a key before the server is asked.

  async function enrich(select) {
    await load("tom-select/tom-select.complete.min.js", [
      "tom-select/tom-select.bootstrap5.min.css",
    ]);
    select.classList.remove("my_select2");
    const more = select.dataset.lookup ? remote(select.dataset.lookup) : {};
    const box = new TomSelect(select, { ...settings(select), ...more });
    select.setAttribute("aria-hidden", "true");
    const told = select.getAttribute("aria-describedby");
    if (told) box.control_input.setAttribute("aria-describedby", told);
    box.control_input.setAttribute("aria-autocomplete", "list");
    if (!select.multiple) typeOver(box);
  }

  function settings(select) {
    const line = (text) => Object.assign(document.createElement("div"), { textContent: text });
    const notice = (key) => () => {
      const shown = line(say(key));
      shown.className = "no-results";
      return shown;
    };
    return {
      plugins: select.multiple ? ["remove_button"] : [],
      maxOptions: 200,
      refreshThrottle: 0,
      selectOnTab: select.multiple,
      onDelete: () => select.multiple, // A single one is emptied as any text is.
      placeholder: select.dataset.lookup ? say("type") : "",
      render: {
        option: (item) => line(item.text),
        item: (item) => line(item.text),
        no_results: notice("noResult"),
        loading: notice("loading"),
      },
    };
  }

  /** The server searches and sorts; while something is typed, only its answer to that is listed. */
  function remote(address) {
    return {
      valueField: "id",
      labelField: "text",
      searchField: [],
      loadThrottle: 0,
      shouldLoad: () => true,
      score() { return ({ id }) => (this.answered === this.typed && this.places.get(String(id))) || 0; },
      load(query, done) {
        this.asked = query;
        setTimeout(async () => {
          if (this.asked !== query) return done();
          const found = await search(address, query);
          if (this.asked !== query) return done();
          answer(this, query, found);
          done(found);
          if (this.takers.length) settle(this, found[0]);
        }, query ? PAUSE : 0);
      },
    };
  }

  async function search(address, query) {
    const headers = { Accept: "application/json" };
    try {
      const told = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers });
      return (await told.json()).results;
    } catch {
      return [];
    }
  }

  function answer(box, query, found) {
    box.answered = query;
    box.places = new Map(found.map(({ id }, place) => [String(id), 1 / (place + 1)]));
    const chosen = box.getValue();
    for (const id of Object.keys(box.options)) {
      if (id !== chosen && !box.places.has(id)) box.removeOption(id, true);
    }
  }

  // ── one choice, typed over ───────────────────────────────────
  /** ``typed`` is what was typed since the box was entered or last chose; null is nothing. */
  function typeOver(box) {
    Object.assign(box, { typed: null, takers: [], places: new Map() });
    box.hook("instead", "inputValue", () => box.typed || "");
    box.hook("after", "setTextboxValue", (text) => !text && box.isFocused && showChosen(box));
    box.hook("after", "refreshOptions", () => box.typed && box.setActiveOption(box.selectable()[0]));
    box.on("focus", () => showChosen(box));
    box.on("focus dropdown_open", () => askAll(box));
    box.on("blur", () => leave(box));
    box.wrapper.addEventListener("input", () => onInput(box), true);
    box.wrapper.addEventListener("keydown", (event) => onKey(box, event), true);
    box.control.addEventListener("click", () => {
      if (box.isFocused && !box.isOpen) box.refreshOptions();
    });
  }

  function showChosen(box) {
    const chosen = box.options[box.items[0]];
    Object.assign(box, { typed: null, isMoved: false, lastValue: "" });
    box.control_input.value = chosen ? chosen.text : "";
    box.control_input.select();
  }

  /** What there is to choose from before anything is typed. */
  function askAll(box) {
    if (!box.settings.load || box.typed !== null || box.takers.length || box.asked === "") return;
    box.load("");
    if (box.isOpen) box.refreshOptions();
  }

  function onInput(box) {
    box.typed = box.control_input.value.trim();
    settle(box);
  }

  function onKey(box, event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") box.isMoved = true;
    if (event.key === "Enter" && box.typed === null && !box.isMoved) pass(box);
    if (box.typed === null || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "Tab") take(box);
    if (event.key !== "Enter" || !isWaiting(box)) return;
    event.preventDefault();
    event.stopPropagation();
    take(box);
  }

  /** Nobody typed or pointed at anything: the key is the form's, and leads to the next field. */
  function pass(box) {
    box.close();
    box.clearActiveOption();
  }

  const isWaiting = (box) =>
    box.takers.length > 0 || Boolean(box.settings.load && box.typed && box.answered !== box.typed);

  /** Choose what is highlighted, or the first match once the server told it; whether there is one. */
  function take(box) {
    if (isWaiting(box)) return new Promise((tell) => box.takers.push(tell));
    if (box.typed === "") box.clear();
    else if (!box.canSelect(box.activeOption)) return false;
    else box.addItem(box.activeOption.dataset.value);
    box.typed = null;
    return true;
  }

  /** Whoever waits for a match gets it, or hears that there is none. */
  function settle(box, found) {
    if (found && box.takers.length) {
      box.addItem(String(found.id));
      box.typed = null;
    }
    for (const tell of box.takers.splice(0)) tell(Boolean(found));
  }

  /** A box that was emptied chooses nothing; any other shows its choice again. */
  function leave(box) {
    if (box.typed === "" && box.items.length) box.clear();
    box.typed = null;
  }

  /** The boxes of a form that do not show yet what they would send. */
  const unsettled = (form) =>
    all("select.tomselected", form)
      .map((select) => select.tomselect)
      .filter((box) => box.takers && (box.typed !== null || box.takers.length));

  window.kedang.choices = { enrich, take, unsettled };
})();
