/* My deals on pages about something else: the three that need me first on home, one deal in its review. */

class First extends HTMLElement {
  connectedCallback() {
    const say = sayingOf(this);
    const store = nextcall.openDeals();
    this.away = new AbortController();
    const show = () => {
      const today = nextcall.dayOf();
      const { needing, onItsWay } = inOrder(store.list(), store.site, today);
      const first = [...needing, ...onItsWay].slice(0, Number(this.dataset.most ?? 3));
      this.hidden = !first.length;
      const rows = first.map((standing) => {
        const row = rowOf(this, "first");
        put(row, "reason", reasons(standing, today, say));
        at(row, "reason").classList.toggle("nc-reason-today", standing.needs[0] === "today");
        const name = at(row, "name");
        name.textContent = standing.deal.name || say("unnamed");
        const page = nextcall.pageOf(standing.deal, store.site);
        if (page) name.href = page;
        put(row, "stage", standing.stage?.name ?? standing.deal.stage);
        const next = standing.deal.next?.on ?? null;
        put(row, "next", next === null ? say("no_next") : next === today ? lately(next, today) : weekDay(next));
        return row;
      });
      at(this, "list").replaceChildren(...rows);
    };
    store.addEventListener("change", show, { signal: this.away.signal });
    show();
  }

  disconnectedCallback() {
    this.away?.abort();
  }
}

/* The review of a process, opened for a deal: each criterion with its tick, and the calls of the deal. */
class Reviewed extends HTMLElement {
  connectedCallback() {
    const say = sayingOf(this);
    const store = nextcall.openDeals();
    const process = store.site.processes.find(({ id }) => id === this.dataset.process);
    const select = at(this, "deal");
    this.away = new AbortController();
    const { signal } = this.away;
    const show = () => {
      const deals = store.list().filter((each) => each.process === process?.id);
      this.hidden = !deals.length;
      select.replaceChildren(
        new Option(say("none"), ""),
        ...deals.map(({ id, name }) => new Option(name || say("unnamed"), id)),
      );
      select.value = deals.some(({ id }) => id === nextcall.askedFor()) ? nextcall.askedFor() : "";
      const deal = deals.find(({ id }) => id === select.value) ?? null;
      for (const place of document.querySelectorAll("[data-reviewed]")) {
        const id = /** @type {HTMLElement} */ (place).dataset.reviewed ?? "";
        const kind = !deal
          ? ""
          : deal.unmet.includes(id)
            ? "unmet"
            : deal.true.includes(id)
              ? "true"
              : deal.said.includes(id)
                ? "said"
                : "open";
        place.textContent = kind && say(`criterion.${kind}`);
        place.classList.toggle("nc-badge-accent", kind === "true");
        place.classList.toggle("nc-badge-warn", kind === "unmet");
        /** @type {HTMLElement} */ (place).hidden = !kind;
      }
      this.#calls(deal, process, store, say);
    };
    select.addEventListener(
      "change",
      () => {
        location.hash = select.value ? `deal=${select.value}` : "";
      },
      { signal },
    );
    store.addEventListener("change", show, { signal });
    addEventListener("hashchange", show, { signal });
    show();
  }

  /** @param {KeptDeal | null} deal @param {SiteProcess | undefined} process @param {DealStore} store @param {Say} say */
  #calls(deal, process, store, say) {
    const page = deal && nextcall.pageOf(deal, store.site);
    at(this, "plan").hidden = !page;
    if (page) at(this, "plan").href = page;
    const stage = process?.stages.find(({ id }) => id === deal?.stage);
    const days = deal?.entered ? nextcall.daysBetween(deal.entered, nextcall.dayOf()) : null;
    put(
      this,
      "stands",
      deal
        ? say(days === null ? "stands" : "stands_for", { stage: stage?.name ?? deal.stage, days: days ?? 0 }, days ?? 0)
        : "",
    );
    const rows = (deal?.calls ?? []).map((call) => {
      const row = rowOf(this, "call");
      put(row, "on", wholeDay(call.on));
      put(row, "ended", say(`ended.${call.ended ?? "open"}`));
      const who = call.who ? (store.site.roles[call.who] ?? call.who) : "";
      const step = call.next_step ? say(who ? "step_of" : "step", { who, step: call.next_step }) : say("no_step");
      const came = call.came
        ? say("came", { day: shortDay(call.came) })
        : call.by
          ? say("by", { day: shortDay(call.by) })
          : "";
      put(row, "step", step + came);
      return row;
    });
    at(this, "calls").replaceChildren(...rows.reverse());
    put(this, "no-calls", deal && !rows.length ? say("no_call_yet") : "");
  }

  disconnectedCallback() {
    this.away?.abort();
  }
}

for (const [name, made] of Object.entries({
  "nextcall-desk": Desk,
  "nextcall-first": First,
  "nextcall-reviewed": Reviewed,
}))
  if (!customElements.get(name)) customElements.define(name, made);
