/* Keeps what a seller ticks, chooses and types, deal by deal, in this browser and nowhere else.

   <nextcall-planner data-process data-stage data-processes data-words> brings to life whatever bears one of these on its page:
   data-tick on a checkbox, data-choice on radio buttons, data-blank on a text field. Their values are names that don't
   depend on where something stands: activity:id and criterion:id are the same thing on every page of their process,
   everything else belongs to the stage. data-tally="activities" or "criteria" says which ticks are counted, data-counts-as that one will do instead of another. */
(() => {
  "use strict";
  if (!window.customElements || !window.HTMLDialogElement) return;

  /* Several playbooks may stand on one host (or one disk): the path of this one's site, two folders above this file. */
  const SITE = new URL("..", document.currentScript.src).pathname;
  const KEY = `nextcall.deals:${SITE}`;
  const SET_ASIDE = `${KEY}.unreadable`;
  const SHARED = "nextcall.deals.v1"; // where an earlier version kept the deals of every site of the host
  const [FORMAT, VERSION] = ["nextcall-deals", 1];
  const LONGEST = { name: 120, key: 300, field: 4000, file: 5_000_000 };

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  const tidy = (name) => name.trim().replace(/\s+/gu, " ").slice(0, LONGEST.name);

  /* Deals out of data that anybody may have written. Throws the key of the words that say what is wrong with it. */
  const read = (text) => {
    let data;
    try { data = JSON.parse(text); } catch { throw "foreign"; }
    if (data?.format !== FORMAT) throw "foreign";
    if (data.version !== VERSION) throw "newer";
    const isText = (value, most) => typeof value === "string" && value.length <= most;
    const isKey = (value) => isText(value, LONGEST.key) && /^[\w~:/-]+$/u.test(value);
    const named = new Set();
    if (!Array.isArray(data.deals)) throw "damaged";
    const deals = data.deals.map((deal) => {
      const fields = Object.entries(deal?.fields ?? {});
      const sound = isText(deal?.name, LONGEST.name) && deal.name === tidy(deal.name) && !named.has(deal.name)
        && Array.isArray(deal.ticks) && deal.ticks.every(isKey)
        && fields.every(([key, value]) => isKey(key) && isText(value, LONGEST.field));
      if (!sound) throw "damaged";
      named.add(deal.name);
      return { name: deal.name, ticks: deal.ticks, fields: Object.fromEntries(fields) };
    });
    return { current: isText(data.current, LONGEST.name) ? data.current : "", deals };
  };
  const write = (deals, current) => JSON.stringify({ format: FORMAT, version: VERSION, current, deals }, null, 1);

  /* The browser's storage, or this page's memory where there is none. `problem` names what the reader has to know. */
  class Store {
    problem = "";
    memory = null;
    isLocked = false;

    constructor(processes) { this.processes = processes; }

    load() {
      let text = this.memory;
      let shared = null;
      try {
        text ??= localStorage.getItem(KEY);
        shared = localStorage.getItem(SHARED);
      } catch { this.problem = "not_kept"; }
      if (text === null) return this.ofThisSite(shared);
      try { return read(text); } catch (problem) {
        if (problem === "newer") this.isLocked = true; // deals of another version are not this script's to touch
        else this.setAside(text);
      }
      return { current: "", deals: [] };
    }

    /* What was kept for the whole host, as long as this site keeps nothing of its own: the deals with one of its
       processes, and those with none. It stays where it is, for the other sites of the host have theirs there. */
    ofThisSite(shared) {
      let found = { current: "", deals: [] };
      try { if (shared !== null) found = read(shared); } catch { this.problem = "unreadable"; }
      const isOurs = ({ ticks, fields }) => {
        const named = [...ticks, ...Object.keys(fields)].map((key) => key.split("/")[0]);
        return !named.length || named.some((process) => this.processes.includes(process));
      };
      return { current: found.current, deals: found.deals.filter(isOurs) };
    }

    setAside(text) {
      this.problem = "unreadable";
      try {
        localStorage.setItem(SET_ASIDE, text);
        localStorage.setItem(KEY, write([], ""));
      } catch {
        this.memory = write([], "");
        this.isLocked = true; // to write would destroy what somebody may still repair
      }
    }

    change(how) {
      this.problem = "";
      const state = this.load(); // another tab may have written meanwhile
      how(state);
      const text = write(state.deals, state.current);
      try {
        if (this.isLocked) throw KEY;
        localStorage.setItem(KEY, text);
        this.memory = null;
      } catch {
        this.memory = text;
        this.problem = "not_kept";
      }
      return state;
    }

    empty() {
      this.memory = null;
      this.isLocked = false;
      this.problem = "";
      try {
        [KEY, SET_ASIDE].forEach((key) => localStorage.removeItem(key));
        if (localStorage.getItem(SHARED) !== null) localStorage.setItem(KEY, write([], "")); // or they came again
      } catch { this.problem = "not_kept"; }
    }
  }

  class Planner extends HTMLElement {
    connectedCallback() {
      this.words = JSON.parse(this.dataset.words);
      this.store = new Store((this.dataset.processes ?? this.dataset.process).split(" "));
      this.page = this.closest("article, main") ?? document.body;
      this.away = new AbortController();
      const { signal } = this.away;
      this.build();
      this.page.addEventListener("change", (event) => this.keep(event.target, true), { signal });
      this.page.addEventListener("input", (event) => event.target.dataset.blank && this.keep(event.target), { signal });
      window.addEventListener("storage", (event) => [KEY, null].includes(event.key) && this.show(), { signal });
      window.addEventListener("pageshow", () => this.show(), { signal }); // browsers restore what stood in forms
      document.addEventListener("click", (event) => this.contains(event.target) || this.fold(true), { signal });
      ["pointerdown", "keydown"].forEach((type) => document.addEventListener(type, () => this.hush(), { signal }));
      this.show();
      if (this.store.problem) this.say(this.t(this.store.problem), true);
    }

    disconnectedCallback() {
      this.away.abort();
      this.replaceChildren();
    }

    t(key, values = {}, n = 0) {
      const phrase = this.words[key];
      const chosen = typeof phrase === "string" ? phrase : phrase[n === 1 ? "one" : "other"];
      return chosen.replace(/\{(\w+)\}/gu, (_, name) => values[name]);
    }

    build() {
      const entries = ["new", "rename", "clear", "export", "export_all", "import", "delete", "delete_all"];
      this.buttons = Object.fromEntries(entries.map((each) => [each, make("button", {
        type: "button", onclick: () => { this.fold(true); this.opener.focus(); this[each](); },
      }, this.t(each))]));
      this.menu = make("div", { id: "nc-deals", class: "nc-menu", hidden: "" },
        ...Object.values(this.buttons), make("p", {}, this.t("private")));
      this.opener = make("button", {
        type: "button", class: "nc-tool", "aria-controls": "nc-deals", onclick: () => this.fold(!this.menu.hidden),
      }, this.t("manage"));
      this.select = make("select", { autocomplete: "off", onchange: (event) => this.turnTo(event.target.value) });
      this.chosen = make("label", { class: "nc-deal" }, make("span", {}, this.t("deal")), this.select);
      this.namer = make("button", { type: "button", class: "nc-tool nc-deal", onclick: () => this.rename() }, this.t("name_it"));
      this.tally = make("span", { class: "nc-tally" });
      this.said = make("p", { class: "nc-said", role: "status" });
      this.printed = make("p", { class: "nc-deal-printed", "data-deal": "" });
      this.file = make("input", {
        type: "file", accept: ".json,application/json", hidden: "", "aria-label": this.t("import"),
        onchange: () => this.take(this.file.files[0]),
      });
      this.question = make("p", { id: "nc-asked" });
      this.name = make("input", { type: "text", autocomplete: "off", maxlength: LONGEST.name, "aria-labelledby": "nc-asked" });
      this.yes = make("button", { class: "nc-tool nc-tool-strong", value: "yes" });
      this.no = make("button", { type: "button", class: "nc-tool", onclick: () => this.dialog.close() }, this.t("cancel"));
      this.dialog = make("dialog", { class: "nc-dialog", "aria-labelledby": "nc-asked" },
        make("form", { method: "dialog" }, this.question, this.name, make("p", {}, this.yes, this.no)));
      this.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || this.menu.hidden) return;
        this.fold(true);
        this.opener.focus();
      });
      this.addEventListener("focusout", (event) => event.relatedTarget && !this.contains(event.relatedTarget) && this.fold(true));
      this.fold(true);
      this.replaceChildren(this.chosen, this.namer, this.tally, this.opener, this.menu, this.said, this.file, this.dialog, this.printed);
      // What is typed must not be cut off on paper, as a field would do it.
      this.each("[data-blank]").forEach((field) => field.nextElementSibling?.matches(".nc-filled")
        || field.after(make("span", { class: "nc-filled", "aria-hidden": "true" })));
    }

    fold(isFolded) {
      this.menu.hidden = isFolded;
      this.opener.setAttribute("aria-expanded", String(!isFolded));
    }

    each(selector) { return [...this.page.querySelectorAll(selector)]; }

    key(element) {
      const { tick, choice, blank } = element.dataset;
      const name = tick ?? choice ?? blank;
      const { process, stage } = this.dataset;
      return /^(activity|criterion):(?!~)/u.test(name) ? `${process}/${name}` : `${process}/${stage}/${name}`;
    }

    titleOf(deal) { return deal?.name || this.t("unnamed"); }

    currentOf(state) { return state.deals.find((deal) => deal.name === state.current) ?? state.deals[0]; }

    /* The page as the current deal has it. */
    show() {
      const state = this.store.load();
      const deal = this.currentOf(state);
      this.each("[data-tick]").forEach((box) => { box.checked = Boolean(deal?.ticks.includes(this.key(box))); });
      this.each("[data-choice]").forEach((radio) => { radio.checked = deal?.fields[this.key(radio)] === radio.value; });
      this.each("[data-blank]").forEach((field) => {
        const typed = deal?.fields[this.key(field)] ?? "";
        if (field.value !== typed) field.value = typed;
        field.nextElementSibling.textContent = typed;
      });
      const isNamed = state.deals.some((each) => each.name);
      const sorted = [...state.deals].sort((one, other) => one.name.localeCompare(other.name));
      this.select.replaceChildren(...sorted.map((each) => {
        const option = make("option", { value: each.name }, this.titleOf(each));
        option.selected = each === deal;
        return option;
      }));
      this.chosen.hidden = !isNamed;
      this.namer.hidden = isNamed;
      ["clear", "export", "export_all", "delete"].forEach((each) => { this.buttons[each].disabled = !deal; });
      this.printed.textContent = deal?.name ? `${this.t("deal")}: ${deal.name}` : "";
      this.tally.textContent = this.summary();
      return deal;
    }

    summary() {
      const parts = [];
      for (const kind of ["activities", "criteria"]) {
        const counted = new Map();
        this.each(`[data-tally="${kind}"] [data-tick]`).forEach((box) => {
          const name = box.dataset.countsAs ?? box.dataset.tick;
          const { isDone, minutes } = counted.get(name) ?? {};
          counted.set(name, { isDone: isDone || box.checked, minutes: minutes ?? Number(box.dataset.minutes ?? 0) });
        });
        const all = [...counted.values()];
        const done = all.filter(({ isDone }) => isDone);
        const sum = (some) => some.reduce((total, { minutes }) => total + minutes, 0);
        if (all.length) parts.push(this.t(kind, { done: done.length, total: all.length }, all.length));
        if (sum(all)) parts.push(this.t("minutes", { done: sum(done), total: sum(all) }));
      }
      return parts.join(this.t("separator"));
    }

    say(words, isSeen = false) {
      this.said.classList.toggle("nc-said-seen", isSeen);
      this.said.textContent = words;
    }

    /* A message in sight has been read by the time its reader does something else; a problem stays. */
    hush() { if (!this.store.problem && this.said.matches(".nc-said-seen")) this.say(""); }

    /* Say what was done, or that it could not be kept. */
    report(words, isSeen = false) {
      const { problem } = this.store;
      this.say(problem ? `${words} ${this.t(problem)}` : words, isSeen || Boolean(problem));
    }

    keep(element, isSaid = false) {
      const { tick, choice, blank } = element.dataset;
      if ((tick ?? choice ?? blank) === undefined) return;
      const key = this.key(element);
      this.store.change((state) => {
        if (!state.deals.length) state.deals.push({ name: "", ticks: [], fields: {} });
        const deal = this.currentOf(state);
        state.current = deal.name;
        if (tick !== undefined) {
          const others = deal.ticks.filter((each) => each !== key);
          deal.ticks = element.checked ? [...others, key].sort() : others;
        } else if (element.value) deal.fields[key] = element.value.slice(0, LONGEST.field);
        else delete deal.fields[key];
      });
      const deal = this.show();
      if (isSaid) this.report(this.t("kept", { summary: this.summary(), deal: this.titleOf(deal) }));
    }

    turnTo(name) {
      this.store.change((state) => { state.current = name; });
      const deal = this.show();
      this.report(this.t("shown", { summary: this.summary(), deal: this.titleOf(deal) }));
    }

    /* Ask for a yes, or for a name where `name` is given; gives null for a no. */
    ask(question, yes, name) {
      this.question.textContent = question;
      this.yes.textContent = yes;
      this.name.hidden = name === undefined;
      this.name.required = name !== undefined;
      this.name.value = name ?? "";
      this.name.oninput = () => {
        const wanted = tidy(this.name.value);
        const taken = wanted !== name && this.store.load().deals.some((deal) => deal.name === wanted);
        this.name.setCustomValidity(taken && wanted ? this.t("taken") : "");
      };
      this.name.oninput();
      this.dialog.returnValue = "";
      this.dialog.showModal();
      (name === undefined ? this.no : this.name).focus();
      return new Promise((resolve) => {
        this.dialog.onclose = () => resolve(this.dialog.returnValue === "yes" ? tidy(this.name.value) : null);
      });
    }

    async new() {
      const name = await this.ask(this.t("name"), this.t("keep"), "");
      if (!name) return;
      this.store.change((state) => { state.deals.push({ name, ticks: [], fields: {} }); });
      this.turnTo(name);
    }

    async rename() {
      const before = this.currentOf(this.store.load())?.name ?? "";
      const name = await this.ask(this.t("name"), this.t("keep"), before);
      if (!name) return;
      this.store.change((state) => {
        const deal = state.deals.find((each) => each.name === before);
        if (deal) deal.name = name;
        else state.deals.push({ name, ticks: [], fields: {} });
      });
      this.turnTo(name);
      (this.chosen.hidden ? this.namer : this.select).focus();
    }

    async clear() {
      const deal = this.currentOf(this.store.load());
      if (await this.ask(this.t("really_clear", { deal: this.titleOf(deal) }), this.t("clear")) === null) return;
      const here = new Set(this.each("[data-tick], [data-choice], [data-blank]").map((each) => this.key(each)));
      this.store.change((state) => {
        const found = this.currentOf(state);
        found.ticks = found.ticks.filter((key) => !here.has(key));
        found.fields = Object.fromEntries(Object.entries(found.fields).filter(([key]) => !here.has(key)));
      });
      this.show();
      this.report(this.t("cleared", { deal: this.titleOf(deal) }), true);
    }

    export() {
      const deal = this.currentOf(this.store.load());
      this.save([deal], this.titleOf(deal).replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase());
    }

    export_all() { this.save(this.store.load().deals, "deals"); }

    save(deals, name) {
      const address = URL.createObjectURL(new Blob([`${write(deals)}\n`], { type: "application/json" }));
      make("a", { href: address, download: `${name}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers fetch it late
      this.say(this.t("exported", { count: deals.length }, deals.length), true);
    }

    import() { this.file.click(); }

    async take(file) {
      if (!file) return;
      let found;
      try {
        if (file.size > LONGEST.file) throw "damaged";
        found = read(await file.text()).deals;
      } catch (problem) {
        this.say(this.t(typeof problem === "string" ? problem : "damaged", { file: file.name }), true);
        return;
      } finally {
        this.file.value = "";
      }
      const renamed = [];
      this.store.change(({ deals }) => found.forEach((deal) => {
        const same = (name) => deals.find((each) => each.name === name);
        const before = same(deal.name);
        if (before && write([before]) === write([deal])) return;
        const title = this.titleOf(deal).slice(0, LONGEST.name - 6);
        for (let n = 2; same(deal.name); n += 1) deal.name = `${title} (${n})`;
        if (before) renamed.push(deal.name);
        deals.push(deal);
      }));
      this.show();
      const done = this.t("imported", { count: found.length }, found.length);
      this.report(renamed.length ? `${done} ${this.t("beside", { names: renamed.join(", ") })}` : done, true);
    }

    async delete() {
      const deal = this.currentOf(this.store.load());
      if (await this.ask(this.t("really_delete", { deal: this.titleOf(deal) }), this.t("delete")) === null) return;
      this.store.change((state) => { state.deals = state.deals.filter((each) => each.name !== deal.name); });
      this.show();
      this.report(this.t("deleted", { deal: this.titleOf(deal) }), true);
    }

    async delete_all() {
      const count = this.store.load().deals.length;
      if (await this.ask(this.t("really_delete_all", { count }), this.t("delete_all")) === null) return;
      this.store.empty();
      this.show();
      this.report(this.t("deleted_all"), true);
    }
  }

  customElements.define("nextcall-planner", Planner);
})();
