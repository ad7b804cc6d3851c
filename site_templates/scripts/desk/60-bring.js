/* What would be brought in, to look at before anything is kept: from a CRM's table, from an export, from a link. */

/** @typedef {{title: string, take: () => KeptDeal[], rows: () => HTMLElement[], heads?: () => void}} Offer */

class Bringing {
  /** @param {HTMLElement} section @param {DealStore} store @param {Say} say */
  constructor(section, store, say) {
    this.section = section;
    this.store = store;
    this.say = say;
    /** @type {(() => KeptDeal[]) | null} */
    this.chosen = null;
    section.addEventListener("change", (event) => {
      if (/** @type {HTMLElement} */ (event.target).matches("[data-at=chosen]")) this.count();
    });
  }

  /** Show rows under a title; `chosen` gives the deals that would be kept. @param {string} title @param {number} count
   * @param {() => KeptDeal[]} chosen */
  show(title, count, chosen) {
    this.chosen = chosen;
    put(this.section, "bring-title", title);
    put(this.section, "bring-count", this.say("rows_read", { n: count }, count));
    this.section.hidden = false;
    this.count();
    at(this.section, "bring-title").focus();
  }

  hide() {
    this.section.hidden = true;
    this.chosen = null;
    at(this.section, "rows").replaceChildren();
  }

  count() {
    const n = this.section.querySelectorAll("[data-at=chosen]:checked:not(:disabled)").length;
    const button = /** @type {HTMLButtonElement} */ (this.section.querySelector("[data-do=take]"));
    button.textContent = this.say("take", { n }, n);
    button.disabled = !n;
  }

  /** A row, and its box. @param {{name: string, said: string, here: string, close: string | null, what: string,
   *   why: string, isWarned: boolean, isChosen: boolean, canChoose: boolean}} shown */
  row({ name, said, here, close, what, why, isWarned, isChosen, canChoose }) {
    const row = rowOf(/** @type {Element} */ (this.section.parentElement), "bring");
    const box = at(row, "chosen");
    box.checked = isChosen;
    box.disabled = !canChoose;
    box.setAttribute("aria-label", this.say("take_one", { name }));
    put(row, "name", name || this.say("unnamed"));
    put(row, "in-file", said);
    put(row, "here", here);
    put(row, "close", close ? wholeDay(close) : "");
    put(row, "what", what);
    at(row, "what").classList.toggle("nc-badge-warn", isWarned);
    at(row, "what").classList.toggle("nc-badge", isWarned);
    put(row, "why", why);
    return { row, box };
  }

  /** @param {string} file @param {Preview[]} found */
  fromExport(file, found) {
    const { site } = this.store;
    const nameOf = (/** @type {KeptDeal | null} */ deal) => {
      const process = site.processes.find(({ id }) => id === deal?.process);
      return process?.stages.find(({ id }) => id === deal?.stage)?.name ?? deal?.stage ?? "";
    };
    this.#heads(false);
    const shown = found.map((each) => {
      const { deal, is, isNamed } = each;
      const gone = this.store.gone(deal);
      const isGone = gone.process !== null || gone.stage !== null;
      const why = [...(isNamed ? ["named_alike"] : []), ...(isGone ? ["gone"] : [])]
        .map((key) => this.say(`why.${key}`))
        .join(" ");
      const { row, box } = this.row({
        name: deal.name,
        said: nameOf(deal),
        here: nameOf(this.store.get(deal.id)),
        close: deal.close,
        what: this.say(`is.${is}`),
        why,
        isWarned: ["older", "other"].includes(is),
        isChosen: ["new", "newer"].includes(is),
        canChoose: is !== "same",
      });
      return { row, box, deal };
    });
    at(this.section, "rows").replaceChildren(...shown.map(({ row }) => row));
    const chosen = () => shown.filter(({ box }) => box.checked && !box.disabled).map(({ deal }) => deal);
    this.show(this.say("from_export", { file }), found.length, chosen);
  }

  /** @param {string} file @param {{heads: string[], rows: string[][]}} table */
  fromCrm(file, table) {
    const columns = columnsOf(table.heads, JSON.parse(this.section.dataset.heads ?? "[]"));
    const closed = JSON.parse(this.section.dataset.closed ?? "[]").flat();
    const processes = this.store.site.processes;
    let process = this.#likeliest(table, columns);
    /** @type {{row: CrmRow, box: HTMLInputElement}[]} */
    let shown = [];
    const again = () => {
      const rows = rowsFromCrm(table, columns, this.store, process, closed);
      const made = rows.map((row) => ({ row, ...this.#crmRow(row) }));
      at(this.section, "rows").replaceChildren(...made.map(({ tr }) => tr));
      shown = made;
      const read = new Set(Object.values(columns));
      const unread = table.heads.filter((head, place) => head && !read.has(place));
      put(this.section, "unread", unread.length ? this.say("unread", { heads: unread.join(", ") }) : "");
      const isReady = columns.name >= 0 && columns.stage >= 0;
      put(this.section, "which", isReady ? "" : this.say("which_columns"));
    };
    this.#heads(true);
    for (const select of this.section.querySelectorAll("select[data-column]")) {
      const list = /** @type {HTMLSelectElement} */ (select);
      const kind = /** @type {keyof Columns} */ (list.dataset.column);
      list.replaceChildren(
        new Option(this.say("no_column"), "-1"),
        ...table.heads.map((head, place) => new Option(head, String(place))),
      );
      list.value = String(columns[kind]);
      list.onchange = () => {
        columns[kind] = Number(list.value);
        again();
        this.count();
      };
    }
    const chooser = at(this.section, "process");
    chooser.parentElement.hidden = processes.length < 2;
    chooser.replaceChildren(...processes.map(({ id, name }) => new Option(name, id)));
    chooser.value = process;
    chooser.onchange = () => {
      process = chooser.value;
      again();
      this.count();
    };
    again();
    this.show(this.say("from_crm", { file }), table.rows.length, () =>
      shown
        .flatMap(({ row, box }) => (box.checked && !box.disabled ? [dealOfRow(row, this.store)] : []))
        .filter((deal) => deal !== null),
    );
  }

  /** The process that has most of the stages. @param {{rows: string[][]}} table @param {Columns} columns */
  #likeliest({ rows }, columns) {
    const counts = new Map(this.store.site.processes.map(({ id }) => [id, 0]));
    for (const row of rows)
      for (const id of new Set(stagesNamed(row[columns.stage] ?? "", this.store.site).map((each) => each.process.id)))
        counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), ["", -1])[0];
  }

  #heads(/** @type {boolean} */ isShown) {
    at(this.section, "heads").hidden = !isShown;
    put(this.section, "unread", "");
    put(this.section, "which", "");
  }

  /** @param {CrmRow} row */
  #crmRow(row) {
    const place = (/** @type {SiteStage | null} */ stage) =>
      row.process?.stages.indexOf(/** @type {any} */ (stage)) ?? 0;
    const what = () => (row.is === "new" && place(row.stage) > 0 ? "new_later" : row.is);
    const why = () =>
      [
        ...(["ahead", "behind"].includes(row.is) ? [this.say("why.ours_stays")] : []),
        ...(row.badDate ? [this.say("why.bad_date", { date: row.badDate })] : []),
      ].join(" ");
    const isWarned = ["ahead", "behind", "unknown", "twice"].includes(row.is);
    const { row: tr, box } = this.row({
      name: row.name,
      said: row.said,
      here: row.is === "closed" ? "" : (row.stage?.name ?? ""),
      close: row.close,
      what: this.say(`is.${what()}`),
      why: why(),
      isWarned,
      isChosen: row.isChosen,
      canChoose: row.is !== "closed" && row.stage !== null,
    });
    if (row.is !== "unknown") return { tr, box };
    const select = at(tr, "choose");
    const groups = this.store.site.processes.map((process) => {
      const group = document.createElement("optgroup");
      group.label = process.name;
      group.append(
        ...process.stages
          .filter(({ closed }) => !closed)
          .map(({ id, name }) => new Option(name, `${process.id}/${id}`)),
      );
      return group;
    });
    select.replaceChildren(new Option(this.say("choose_stage"), ""), ...groups);
    select.hidden = false;
    select.setAttribute("aria-label", this.say("stage_of", { name: row.name }));
    select.onchange = () => {
      const [process, stage] = select.value.split("/");
      row.process = this.store.site.processes.find(({ id }) => id === process) ?? null;
      row.stage = row.process?.stages.find(({ id }) => id === stage) ?? null;
      row.here =
        this.store.list().find((deal) => bare(deal.name) === bare(row.name) && deal.process === process) ?? null;
      box.disabled = !row.stage;
      box.checked = row.stage !== null;
      this.count();
    };
    return { tr, box };
  }
}
