/* The ticks of a stage's page: those of a deal that is planned elsewhere. They are kept with it, and no deal is made here
   before something is ticked. */

const CHOSEN = `nextcall.deal:${nextcall.root}`;

class StageTicks extends HTMLElement {
  store = /** @type {DealStore} */ (/** @type {unknown} */ (null));
  page = /** @type {HTMLElement} */ (document.body);
  /** @type {AbortController | undefined} */
  away;

  connectedCallback() {
    if (!document.getElementById("nextcall-site")) return;
    this.store = nextcall.openDeals();
    this.page = this.closest("article") ?? document.body;
    this.away = new AbortController();
    const { signal } = this.away;
    this.store.addEventListener("change", () => this.show(), { signal });
    this.page.addEventListener("change", (event) => this.changed(event.target), { signal });
    addEventListener("pageshow", () => this.show(), { signal }); // browsers restore what stood in forms
    this.show();
  }

  disconnectedCallback() {
    this.away?.abort();
  }

  /** @template {HTMLElement} E @param {string} name @returns {E} */
  at(name) {
    return /** @type {E} */ (this.querySelector(`[data-at="${name}"]`));
  }

  get process() {
    return this.dataset.process ?? "";
  }

  /** The deals of this process, and the one that its seller was at last. */
  get deals() {
    const all = this.store.list().filter((deal) => deal.process === this.process);
    const last = [...all].sort((one, other) => this.store.changed(other.id) - this.store.changed(one.id))[0];
    return { all, deal: all.find(({ id }) => id === chosen()) ?? last };
  }

  show() {
    const { all, deal } = this.deals;
    for (const box of this.boxes()) box.checked = deal ? isTicked(deal, nameOf(box)) : false;
    this.at("which").toggleAttribute("hidden", !deal);
    this.at("deal").replaceChildren(
      ...all.map((each) => {
        const option = new Option(each.name || this.dataset.unnamed, each.id);
        option.selected = each.id === deal?.id;
        return option;
      }),
    );
    for (const said of /** @type {NodeListOf<HTMLElement>} */ (this.page.querySelectorAll("[data-problem]")))
      said.hidden = said.dataset.problem !== this.store.problem;
    /** @type {HTMLAnchorElement} */ (this.at("plan")).hash = deal ? `deal=${deal.id}` : (this.dataset.anchor ?? "");
  }

  boxes() {
    return /** @type {NodeListOf<HTMLInputElement>} */ (this.page.querySelectorAll("[data-tick]"));
  }

  /** @param {EventTarget | null} target */
  changed(target) {
    if (target === this.at("deal")) {
      choose(/** @type {HTMLSelectElement} */ (target).value);
      this.show();
    }
    if (!(target instanceof HTMLInputElement) || !target.dataset.tick) return;
    const tick = nameOf(target);
    const isOn = target.checked; // what is shown meanwhile may change it
    const deal =
      this.deals.deal ?? this.store.create({ name: "", process: this.process, stage: this.dataset.stage ?? "" });
    choose(deal.id);
    this.store.update(deal.id, (each) => setTick(each, tick, isOn));
  }
}

/** What a box ticks; that of an alternative is what it stands for. @param {HTMLInputElement} box */
const nameOf = ({ dataset }) => dataset.countsAs ?? dataset.tick ?? "";
/** A tick is called "activity:id", or "criterion:id", which is that of what the criterion implies, too. @param {string} tick */
const kept = (tick) => {
  const [, kind, id] = /^(\w+):(.*)$/u.exec(tick) ?? [];
  return { list: /** @type {"true" | "done"} */ (kind === "criterion" ? "true" : "done"), id };
};
/** @param {KeptDeal} deal @param {string} tick */
const isTicked = (deal, tick) => {
  const { list, id } = kept(tick);
  return deal[list].includes(id);
};
/** @param {KeptDeal} deal @param {string} tick @param {boolean} isOn */
const setTick = (deal, tick, isOn) => {
  const { list, id } = kept(tick);
  const others = deal[list].filter((each) => each !== id);
  deal[list] = isOn ? [...others, id] : others;
  if (isOn && list === "done") delete deal.under_way[id];
  if (list === "true")
    [deal.said, deal.unmet] = [deal.said, deal.unmet].map((some) => some.filter((each) => each !== id));
};

const chosen = () => {
  try {
    return sessionStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
};
const choose = (/** @type {string} */ id) => {
  try {
    sessionStorage.setItem(CHOSEN, id);
  } catch {
    /* the next page takes the deal that changed last */
  }
};

if (!customElements.get("nextcall-stage")) customElements.define("nextcall-stage", StageTicks);
