/* My deals on a page of their own: what needs me, what is on its way, bringing deals in and taking them out. */

class Desk extends HTMLElement {
  connectedCallback() {
    this.say = sayingOf(this);
    this.store = nextcall.openDeals();
    this.away = new AbortController();
    const { signal } = this.away;
    this.bringing = new Bringing(at(this, "bring"), this.store, this.say);
    this.addEventListener("click", (event) => this.act(event), { signal });
    this.addEventListener("change", (event) => this.changed(event), { signal });
    at(this, "new").addEventListener("submit", (/** @type {Event} */ event) => this.create(event), { signal });
    this.store.addEventListener("change", () => this.show(), { signal });
    document.addEventListener("visibilitychange", () => this.show(), { signal });
    addEventListener("hashchange", () => this.takeLink(), { signal });
    this.today = nextcall.dayOf();
    this.clock = setInterval(() => this.today === nextcall.dayOf() || this.show(), 30_000); // midnight comes for open pages, too
    setTimeout(() => {
      if (signal.aborted) return;
      this.fillForm();
      this.show();
      this.hidden = false;
      this.takeLink();
    });
  }

  disconnectedCallback() {
    this.away?.abort();
    clearInterval(this.clock);
  }

  /** @type {DealStore} */
  get deals() {
    return /** @type {DealStore} */ (this.store);
  }

  /** @param {string} key @param {Record<string, string | number>} values @param {number} n */
  t(key, values = {}, n = 0) {
    return /** @type {Say} */ (this.say)(key, values, n);
  }

  show() {
    const goBack = this.leave();
    this.today = nextcall.dayOf();
    const all = this.deals.list();
    const { needing, onItsWay, ended } = inOrder(all, this.deals.site, this.today);
    const open = needing.length + onItsWay.length;
    this.usual = usualProcess(all); // only what differs from it is named
    const facts = [
      this.t("open", { n: open }, open),
      this.t("needing", { n: needing.length }, needing.length),
      written(this.today, { weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    ];
    at(this, "facts").replaceChildren(
      ...facts.map((fact) => Object.assign(document.createElement("span"), { textContent: fact })),
    );
    for (const [name, group] of Object.entries({ needing, "on-its-way": onItsWay, ended })) {
      const body = at(this, name);
      body.hidden = !group.length;
      const [head] = body.rows;
      const isOpen = [...body.querySelectorAll("details[open]")].map((each) => each.closest("tr").dataset.deal);
      body.replaceChildren(head, ...group.map((each) => this.row(each)));
      for (const id of isOpen) body.querySelector(`[data-deal="${id}"] details`)?.setAttribute("open", "");
    }
    at(this, "table").hidden = !all.length;
    at(this, "none").hidden = all.length > 0;
    for (const button of this.querySelectorAll("[data-do=export], [data-do=remove-all]"))
      button.toggleAttribute("hidden", !all.length);
    showGame(at(this, "game"), all, this.deals.site, /** @type {Say} */ (this.say));
    const { problem } = this.deals;
    put(this, "problem-said", problem && this.t(`problem.${problem}`));
    at(this, "problem").hidden = !problem;
    for (const button of at(this, "problem").querySelectorAll("button")) button.hidden = problem !== "unreadable";
    goBack();
  }

  /** Leave the row that has the focus, so that what is typed there is kept before rows are made anew; gives the way back. */
  leave() {
    const { activeElement: active } = document;
    const row = this.contains(active) ? /** @type {HTMLElement} */ (active).closest("[data-deal]") : null;
    if (!(active instanceof HTMLElement) || !(row instanceof HTMLElement)) return () => {};
    const parts = (/** @type {Element | null} */ each) => [
      ...(each?.querySelectorAll("a, button, input, summary") ?? []),
    ];
    const { selectionStart, selectionEnd } = /** @type {HTMLInputElement} */ (active);
    const place = parts(row).indexOf(active);
    active.blur();
    return () => {
      const same = /** @type {any} */ (parts(this.querySelector(`[data-deal="${row.dataset.deal}"]`))[place]);
      same?.focus({ preventScroll: true });
      if (!same?.matches("[data-at=rename]")) return;
      same.value = /** @type {HTMLInputElement} */ (active).value;
      same.setSelectionRange(selectionStart, selectionEnd);
    };
  }

  /** @param {Standing} standing */
  row(standing) {
    const { deal, process, stage, needs, last, step, ours, days } = standing;
    const row = rowOf(this, "deal");
    row.dataset.deal = deal.id;
    put(row, "reason", reasons(standing, this.today ?? "", /** @type {Say} */ (this.say)));
    at(row, "reason").classList.toggle("nc-reason-today", needs[0] === "today");
    const name = at(row, "name");
    name.textContent = deal.name || this.t("unnamed");
    const page = nextcall.pageOf(deal, this.deals.site);
    if (page) name.href = page;
    put(row, "stage", stage?.name ?? deal.stage);
    put(row, "process", process?.id === this.usual ? "" : (process?.name ?? deal.process));
    put(
      row,
      "last",
      last
        ? this.t("last", { day: shortDay(last.on), ended: this.t(`ended.${last.ended ?? "open"}`) })
        : this.t("no_call_yet"),
    );
    put(row, "step", step ? this.stepOf(step, ours) : last ? this.t("no_step") : "");
    at(row, "came").hidden = !step || ours || step.came !== null;
    at(row, "came").setAttribute("aria-label", this.t("came_of", { name: deal.name }));
    const next = deal.next;
    const nextWords = next && (next.on === this.today ? lately(next.on, this.today) : weekDay(next.on));
    put(
      row,
      "next",
      next
        ? `${nextWords}${next.at ? this.t("at", { time: clockTime(next.at) }) : ""}`
        : stage?.closed
          ? ""
          : this.t("no_next"),
    );
    this.daysIn(row, days, stage);
    at(row, "rename").value = deal.name;
    const leads = { review: `sales/${process?.id}/review/`, copy: `${process?.page}copy/` };
    for (const [name, address] of Object.entries(leads)) {
      at(row, name).hidden = !process;
      at(row, name).href = `${nextcall.root}${address}index.html#deal=${deal.id}`;
    }
    return row;
  }

  /** @param {HeldCall} step @param {boolean} ours */
  stepOf({ next_step, who, by, came }, ours) {
    const role = who ? (this.deals.site.roles[who] ?? who) : "";
    const words = role ? this.t("step_of", { who: role, step: next_step ?? "" }) : (next_step ?? "");
    if (ours)
      return (
        this.t("we_owe", { step: words }) +
        (came ? this.t("came", { day: shortDay(came) }) : by ? this.t("since", { day: shortDay(by) }) : "")
      );
    return words + (came ? this.t("came", { day: shortDay(came) }) : by ? this.t("by", { day: shortDay(by) }) : "");
  }

  /** @param {HTMLElement} row @param {number | null} days @param {SiteStage | null} stage */
  daysIn(row, days, stage) {
    const place = at(row, "days");
    place.hidden = days === null || !stage || stage.closed !== null;
    if (place.hidden || days === null || !stage) return;
    const { target, stalled } = stage;
    put(place, "days-said", this.t("day", { day: days }));
    put(
      place,
      "days-of",
      (target === null ? "" : this.t("target", { days: target })) +
        (stalled === null ? "" : this.t("drifts", { days: stalled })),
    );
    const most = Math.max(days, stalled ?? target ?? days, 1);
    const [track, spent, late, mark] = at(place, "bar").children;
    at(place, "bar").setAttribute("viewBox", `0 0 ${most} 4`);
    track.setAttribute("width", most);
    spent.setAttribute("width", Math.min(days, target ?? days));
    late.setAttribute("x", Math.min(days, target ?? days));
    late.setAttribute("width", Math.max(0, days - (target ?? days)));
    mark.setAttribute("d", target === null ? "" : `M${target} -1V5`);
  }

  /** @param {Event} event */
  act(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-do]");
    if (!button) return;
    const id = /** @type {HTMLElement | null} */ (button.closest("[data-deal]"))?.dataset.deal ?? "";
    const does = /** @type {Record<string, () => void>} */ ({
      new: () => {
        at(this, "new").hidden = false;
        at(this, "new").querySelector("input").focus();
      },
      cancel: () => this.cancel(),
      crm: () => at(this, "crm-file").click(),
      import: () => at(this, "export-file").click(),
      export: () => this.save(this.deals.export(), "deals.json"),
      "export-one": () =>
        this.save(this.deals.export(id), `${bare(this.deals.get(id)?.name ?? "").replace(/ /gu, "-") || "deal"}.json`),
      link: () => this.copyLink(id),
      take: () => this.take(),
      undo: () => this.tell(this.t(this.deals.undo() ? "undone" : "not_undone")),
      came: () =>
        this.update(
          id,
          (deal) => {
            const step = lastStep(deal);
            if (step) step.came = nextcall.dayOf();
          },
          "came_said",
        ),
      remove: () => {
        const name = this.deals.get(id)?.name || this.t("unnamed");
        this.deals.remove(id);
        this.tell(this.t("removed", { name }), true);
      },
      "remove-all": () => {
        this.deals.remove(...this.deals.list().map((each) => each.id));
        this.tell(this.t("removed_all"), true);
      },
      "save-aside": () => this.save(this.deals.saved().join("\n"), "deals-set-aside.txt"),
      "forget-aside": () => {
        this.deals.forgetSaved();
        this.show();
      },
    });
    does[/** @type {any} */ (button).dataset.do]?.();
    const { activeElement: active } = document;
    if (active === document.body || active?.closest("[hidden]"))
      (at(this, "undo").hidden ? this.querySelector("[data-do=new]") : at(this, "undo")).focus();
  }

  /** @param {string} id @param {(deal: KeptDeal) => void} how @param {string} said */
  update(id, how, said) {
    const deal = this.deals.update(id, how);
    if (deal) this.tell(this.t(said, { name: deal.name || this.t("unnamed") }), true);
  }

  /** @param {Event} event */
  changed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.matches("[data-at=crm-file], [data-at=export-file]")) this.read(field);
    if (field.matches("[data-at=rename]")) {
      const id = /** @type {HTMLElement} */ (field.closest("[data-deal]")).dataset.deal ?? "";
      const { value } = field;
      if (!value.trim()) field.value = this.deals.get(id)?.name ?? "";
      else
        setTimeout(() => {
          // The focus is where it goes by now, and stays there.
          this.update(
            id,
            (deal) => {
              deal.name = value;
            },
            "renamed",
          );
        });
    }
    if (field.matches("[data-at=new-process]")) this.fillStages();
  }

  fillForm() {
    const select = at(this, "new-process");
    select.replaceChildren(...this.deals.site.processes.map(({ id, name }) => new Option(name, id)));
    select.parentElement.hidden = this.deals.site.processes.length < 2;
    this.fillStages();
  }

  fillStages() {
    const process = this.deals.site.processes.find(({ id }) => id === at(this, "new-process").value);
    at(this, "new-stage").replaceChildren(
      ...(process?.stages ?? []).filter(({ closed }) => !closed).map(({ id, name }) => new Option(name, id)),
    );
  }

  /** @param {Event} event */
  create(event) {
    event.preventDefault();
    const name = at(this, "new-name");
    name.value = name.value.trim();
    if (!name.reportValidity()) return;
    const deal = this.deals.create({
      name: name.value,
      process: at(this, "new-process").value,
      stage: at(this, "new-stage").value,
    });
    name.value = "";
    at(this, "new").hidden = true;
    this.tell(this.t("created", { name: deal.name }), true);
    /** @type {HTMLElement | null} */ (this.querySelector(`[data-deal="${deal.id}"] a`))?.focus();
  }

  cancel() {
    at(this, "new").hidden = true;
    this.bringing?.hide();
    this.forgetLink();
    /** @type {HTMLElement} */ (this.querySelector("[data-do=new]")).focus();
  }

  /** @param {HTMLInputElement} field */
  async read(field) {
    const [file] = field.files ?? [];
    if (!file) return;
    this.bringing?.hide();
    try {
      if (field.matches("[data-at=crm-file]"))
        this.bringing?.fromCrm(file.name, tableOf(new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer())));
      else
        this.bringing?.fromExport(
          file.name,
          this.deals.preview(decoded(new Uint8Array(await file.slice(0, MOST_BYTES + 1).arrayBuffer()))),
        );
      this.tell("");
    } catch (error) {
      this.refuse(error, file.name);
    } finally {
      field.value = "";
    }
  }

  async takeLink() {
    try {
      const text = await nextcall.fromFragment(location.hash);
      if (text !== null) this.bringing?.fromExport(this.t("a_link"), this.deals.preview(text));
    } catch (error) {
      this.refuse(error, this.t("a_link"));
    }
  }

  forgetLink() {
    if (location.hash.startsWith("#take="))
      history.replaceState(history.state, "", location.pathname + location.search);
  }

  /** Say why nothing was taken. @param {unknown} error @param {string} file */
  refuse(error, file) {
    if (!(error instanceof nextcall.Refused)) throw error;
    this.tell(this.t(`refused.${error.reason}`, { file, at: error.at }));
    at(this, "told").scrollIntoView({ block: "nearest" });
  }

  take() {
    const deals = this.bringing?.chosen?.() ?? [];
    this.deals.take(deals);
    this.bringing?.hide();
    this.forgetLink();
    this.tell(this.t("taken", { n: deals.length }, deals.length), true);
    at(this, "told").parentElement.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} id */
  async copyLink(id) {
    const address = `${location.origin === "null" ? "file://" : location.origin}${location.pathname}${await nextcall.toFragment(this.deals.export(id))}`;
    const isCopied = await navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    );
    this.tell(this.t(isCopied ? "link_copied" : "link_is"));
    const field = at(this, "link");
    field.hidden = Boolean(isCopied);
    field.value = address;
    if (!isCopied) field.select();
  }

  /** @param {string} text @param {string} name */
  save(text, name) {
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers fetch it late
    this.tell(this.t("saved", { file: name }));
  }

  /** Say what was done; with `canUndo` a button takes it back. @param {string} words @param {boolean} canUndo */
  tell(words, canUndo = false) {
    put(this, "told", words);
    at(this, "undo").hidden = !canUndo;
    at(this, "link").hidden = true;
  }
}
