/* The page of the customer's copy: of one deal's next call, to look at, to copy, to mail, to put into a calendar. */

/** @param {string} id */
const dataOf = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");

class CustomerCopy extends HTMLElement {
  connectedCallback() {
    const words = JSON.parse(this.dataset.words ?? "{}");
    /** @type {Say} */
    this.say = (key, values = {}, n = 0) => {
      const phrase = typeof words[key] === "string" ? words[key] : words[key][n === 1 ? "one" : "other"];
      return phrase.replace(
        /\{(\w+)\}/gu,
        (/** @type {string} */ all, /** @type {string} */ name) => values[name] ?? all,
      );
    };
    this.store = nextcall.openDeals();
    this.process = /** @type {Process} */ (dataOf("nextcall-process"));
    this.theirs = /** @type {Theirs} */ (dataOf("nextcall-theirs"));
    this.away = new AbortController();
    const { signal } = this.away;
    this.addEventListener("click", (event) => this.act(event), { signal });
    this.addEventListener("change", (event) => this.changed(event), { signal });
    this.store.addEventListener("change", () => this.show(), { signal });
    addEventListener("hashchange", () => this.show(), { signal });
    this.hidden = false;
    this.show();
  }

  disconnectedCallback() {
    this.away?.abort();
  }

  /** @param {string} name @returns {any} */
  at(name) {
    return this.querySelector(`[data-at="${name}"]`);
  }

  /** @returns {KeptDeal | null} */
  get deal() {
    const id = nextcall.askedFor();
    const deal = id ? this.store?.get(id) : null;
    return deal?.process === this.process?.id ? (deal ?? null) : null;
  }

  show() {
    const { deal, process, theirs, store, say } = this;
    if (!process || !theirs || !store || !say) return;
    const mine = store.list().filter((each) => each.process === process.id);
    const select = this.at("deal");
    select.replaceChildren(
      new Option(say("choose"), ""),
      ...mine.map(({ id, name }) => new Option(name || say("unnamed"), id)),
    );
    select.value = deal?.id ?? "";
    const page = deal && nextcall.pageOf(deal, store.site);
    this.at("back").hidden = !page;
    if (page) this.at("back").href = page;
    const plan = deal && this.planOf(deal);
    this.letter = deal && plan?.activities.length ? letterOf(theirs, plan, deal, this.isFirst(deal, plan), say) : null;
    this.plan = plan;
    this.at("none").hidden = !deal || this.letter !== null;
    this.at("letter").hidden = this.letter === null;
    this.at("send").hidden = this.letter === null;
    if (!deal || !this.letter) return;
    this.at("to").textContent = this.letter.to.join(", ");
    this.at("subject").textContent = this.letter.subject;
    this.at("body").replaceChildren(...asElements(this.letter, say).childNodes);
    if (document.activeElement !== this.at("on")) this.at("on").value = deal.next?.on ?? "";
    if (document.activeElement !== this.at("time")) this.at("time").value = deal.next?.at ?? "";
    this.at("time").disabled = this.at("calendar").disabled = !deal.next;
    const mail = `mailto:?subject=${encodeURIComponent(this.letter.subject)}&body=${encodeURIComponent(asText(this.letter, say).replaceAll("\n", "\r\n"))}`;
    this.at("mail").href = mail;
  }

  /** The next call alone: what could change it isn't the customer's business. @param {KeptDeal} deal @returns {Answer | null} */
  planOf(deal) {
    for (const known of nextcall.steps(/** @type {Process} */ (this.process), deal)) if (known) return known;
    return null;
  }

  /** @param {KeptDeal} deal @param {Answer} plan */
  isFirst(deal, plan) {
    const stage = this.process?.stages.find(({ id }) => id === deal.stage);
    const isBegun = stage?.activities.some((each) => each.importance === "key" && deal.done.includes(each.id));
    const committed = plan.activities.filter((each) => !each.after_cut);
    const isOfStage = !committed.length || committed.some(({ id }) => stage?.activities.some((each) => each.id === id));
    return !isBegun && isOfStage && deal.with === null && deal.minutes === null;
  }

  /** @param {Event} event */
  changed(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field === this.at("deal")) location.hash = field.value ? `deal=${field.value}` : "";
    else if (this.deal && (field === this.at("on") || field === this.at("time")))
      this.store?.update(this.deal.id, (deal) => {
        const on = this.at("on").validity.valid && this.at("on").value;
        deal.next = on ? { on, at: this.at("time").value || null } : null;
      });
  }

  /** @param {Event} event */
  async act(event) {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-do]");
    const { letter, deal, plan, say } = this;
    if (!button || !letter || !deal || !plan || !say) return;
    const text = asText(letter, say);
    if (/** @type {HTMLElement} */ (button).dataset.do === "copy") {
      const isCopied = await nextcall.toClipboard({
        "text/html": asElements(letter, say).innerHTML,
        "text/plain": text,
      });
      this.at("told").textContent = say(isCopied ? "copied" : "not_copied");
    } else if (deal.next) {
      const uid = `${deal.id}-${deal.calls.length + 1}@nextcall`;
      const written = calendar({
        uid,
        ...deal.next,
        minutes: plan.minutes.available,
        summary: say("event"),
        description: text,
        now: new Date(),
      });
      const address = URL.createObjectURL(new Blob([written], { type: "text/calendar;charset=utf-8" }));
      Object.assign(document.createElement("a"), { href: address, download: `call-${deal.next.on}.ics` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000); // some browsers fetch it late
      this.at("told").textContent = say("saved");
    }
  }
}

globalThis.nextcall = Object.assign(globalThis.nextcall ?? {}, { calendar });
if (!customElements.get("nextcall-customer-copy")) customElements.define("nextcall-customer-copy", CustomerCopy);
