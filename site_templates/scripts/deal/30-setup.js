/* Before a call: what is set for it, and what of the deal is done and true. */

const LENGTHS = [20, 30, 45, 60];

/** @param {DealPage} page @param {KeptDeal} deal */
const showSetup = (page, deal) => {
  const { words, rows } = page;
  const { expected, usual_minutes: usual } = page.usual(deal);
  const minutes = deal.minutes ?? usual;
  const comes = deal.with ?? expected;
  const coming = comes.map((id) => rows.text("role", id));
  page.fill("set-said", [
    strong(words.say("minutes", { minutes })),
    words.say("separator"),
    coming.length ? words.list(coming) : words.say("nobody"),
  ]);
  const lengths = [...new Set([...LENGTHS, usual, minutes])].sort((one, other) => one - other);
  page.fill(
    "lengths",
    lengths.map((each) =>
      make(
        "label",
        {},
        make("input", {
          type: "radio",
          name: "nc-length",
          "data-do": "length",
          "data-id": each,
          checked: each === minutes,
        }),
        String(each),
      ),
    ),
  );
  const wanted = (page.answer?.left_out ?? [])
    .filter(({ because }) => because === "role")
    .flatMap(({ needs }) => needs);
  const theirs = rows.ids.role.filter((id) => !rows.isOurs(id));
  const shown = page.showsAll ? theirs : theirs.filter((id) => [...expected, ...comes, ...wanted].includes(id));
  const more = theirs.length > shown.length && button("everybody", "", words.say("somebody"));
  page.fill("people", [...shown.map((id) => personSwitch(page, "person", id, comes.includes(id))), more]);
};

/** @param {DealPage} page @param {string} what @param {string} id @param {boolean} comes @param {Child} [also] */
const personSwitch = (page, what, id, comes, also) =>
  make(
    "label",
    { class: "nc-chip" },
    make("input", { type: "checkbox", role: "switch", "data-do": what, "data-id": id, checked: comes }),
    page.rows.name("role", id),
    also,
  );

/** What of the deal is done and true, piece by piece. @param {DealPage} page @param {KeptDeal} deal @returns {(() => void)[]} */
const statePieces = (page, deal) => {
  const { words, rows } = page;
  /** @type {HTMLElement[]} */
  const stages = [];
  const open = rows.ids.stage.filter((id) => !rows.data("stage", id).closed);
  return [
    () => showState(page, deal),
    ...open.map((id) => () => {
      stages.push(stageOf(page, deal, id));
    }),
    () => page.fill("stages", [...stages, make("p", { class: "nc-why" }, words.say("it_ended")), endings(page)]),
  ];
};

/** @param {DealPage} page @param {KeptDeal} deal */
const showState = (page, deal) => {
  const { words, rows } = page;
  const trues = [...deal.true, ...deal.said].filter((id) => rows.has("criterion", id) && !deal.unmet.includes(id));
  const done = deal.done.filter((id) => rows.has("activity", id));
  const under = Object.entries(deal.under_way).filter(([id]) => !deal.done.includes(id));
  page.fill("state-said", [
    words.show("state", { done: strong(String(done.length)), true: strong(String(once(trues).length)) }),
    under.length > 0 &&
      make(
        "span",
        { class: "nc-soft nc-wide" },
        words.say("separator") +
          words.say("under_way", { names: words.list(under.map(([id]) => rows.text("activity", id))) }),
      ),
  ]);
  page.fill(
    "under-way",
    under.map(([id, since]) =>
      make(
        "li",
        { class: "nc-row" },
        make("span", {}, rows.name("activity", id)),
        why(
          words.say("since", {
            whose: words.say(`whose.${rows.data("activity", id).by ?? "both"}`),
            days: words.say("n_days", { n: nextcall.daysBetween(since, page.today()) }),
            day: dayIn(since),
          }),
        ),
        button("tick", id, words.say("it_is_done"), quiet),
      ),
    ),
  );
  const gone = page.store.gone(deal);
  const lost = [...gone.activities, ...gone.criteria.filter((id) => !rows.has("criterion", id)), ...gone.roles];
  page.show("gone", lost.length > 0, words.say("gone", { names: words.list(lost) }));
};

/** @param {DealPage} page @param {KeptDeal} deal @param {string} stage */
const stageOf = (page, deal, stage) => {
  const { words, rows } = page;
  const work = rows.of("activity", stage);
  const criteria = rows.of("criterion", stage).filter((id) => !work.includes(`criterion:${id}`) && rows.isShown(id));
  const done = work.filter((id) => page.isDone(deal, id));
  const isHere = stage === deal.stage;
  const count = done.length === work.length ? "all_of" : "some_of";
  const ticks = work.map((id) =>
    make(
      "li",
      {},
      make(
        "label",
        {},
        make("input", { type: "checkbox", "data-do": "tick", "data-id": id, checked: done.includes(id) }),
        rows.name("activity", id),
      ),
      rows.data("activity", id).where === "between_calls" &&
        !done.includes(id) &&
        !deal.under_way[id] &&
        button("under-way", id, words.say("under_way_now")),
    ),
  );
  return make(
    "details",
    { class: "nc-fold", "data-fold": stage, open: isHere && done.length < work.length },
    make(
      "summary",
      {},
      strong(rows.name("stage", stage)),
      make("span", { class: "nc-soft" }, words.say(count, { done: done.length, count: work.length })),
    ),
    make(
      "p",
      { class: "nc-row" },
      make(
        "label",
        {},
        make("input", {
          type: "checkbox",
          "data-do": "whole",
          "data-id": stage,
          checked: done.length === work.length && criteria.every((id) => deal.true.includes(id)),
        }),
        make("span", {}, words.say("whole_stage", { stage: rows.text("stage", stage) })),
      ),
      !isHere && button("stands", stage, words.say("stands_here")),
    ),
    make("ul", { class: "nc-list nc-ticks" }, ...ticks),
    criteria.length > 0 && make("p", { class: "nc-over" }, words.say("true_for")),
    ...criteria.map((id) => truth(page, deal, id)),
  );
};

/** @param {DealPage} page @param {KeptDeal} deal @param {string} id */
const truth = (page, deal, id) => {
  const is = deal.unmet.includes(id) ? "unmet" : [...deal.true, ...deal.said].includes(id) ? "true" : "open";
  const choice = (/** @type {"true" | "open" | "unmet"} */ value) =>
    make(
      "label",
      {},
      make("input", {
        type: "radio",
        name: `nc-c-${id}`,
        "data-do": "truth",
        "data-id": id,
        value,
        checked: is === value,
      }),
      page.words.say(value),
    );
  return make(
    "fieldset",
    { class: "nc-tri" },
    make("legend", {}, page.rows.name("criterion", id)),
    make("span", { class: "nc-seg" }, choice("true"), choice("open"), choice("unmet")),
  );
};
