/* What each control of the page does to the deal. */

/** @typedef {(page: DealPage, id: string, target: HTMLElement) => void} Action */

/** What a change would do is said where it can be taken back. @param {DealPage} page @param {string} what
 * @param {(deal: KeptDeal) => void} how */
const apply = (page, what, how) => {
  page.isApplying = true;
  page.change((deal) => {
    page.applied = what;
    how(deal);
  });
};

/** @param {string[]} list @param {string} id @param {boolean} isIn */
const withOrWithout = (list, id, isIn) => (isIn ? once([...list, id]) : list.filter((each) => each !== id));

/** @param {DealPage} page @param {KeptDeal} deal @param {string} id @param {boolean} isDone */
const tick = (page, deal, id, isDone) => {
  const criterion = id.startsWith("criterion:") ? id.slice(10) : "";
  if (criterion && page.rows.has("criterion", criterion)) deal.true = withOrWithout(deal.true, criterion, isDone);
  deal.done = withOrWithout(deal.done, id, isDone);
  if (isDone) delete deal.under_way[id];
};

/** @param {DealPage} page @param {KeptDeal} deal @param {string[]} roles */
const invite = (page, deal, roles) => {
  const comes = once([...(deal.with ?? page.usual(deal).expected), ...roles]);
  deal.with = page.rows.ids.role.filter((id) => comes.includes(id));
};

/** The stage that a deal stands in by what is done: the first from its own on with work that counts and isn't done.
 * @param {DealPage} page @param {KeptDeal} deal */
const reached = (page, deal) => {
  const stages = page.process.stages.filter((each) => !each.closed);
  const from = stages.findIndex(({ id }) => id === deal.stage);
  const isOpen = (/** @type {Activity} */ each) =>
    each.where !== "throughout" && each.importance !== "optional" && !each.conditional && !page.isDone(deal, each.id);
  const next = stages
    .slice(Math.max(0, from))
    .find((each) => (each.id === deal.stage || !(each.optional || each.conditional)) && each.activities.some(isOpen));
  return next?.id ?? deal.stage;
};

/** Change what is done; where the stage's work is complete by that, the deal moves on, and that can be taken back.
 * @param {DealPage} page @param {(deal: KeptDeal) => void} how */
const movingOn = (page, how) => {
  let left = "";
  page.change((deal) => {
    const { stage } = deal;
    const wasComplete = reached(page, deal) !== stage;
    how(deal);
    const next = reached(page, deal);
    if (wasComplete || next === stage) return;
    [left, deal.stage, deal.entered] = [stage, next, page.today()];
  });
  const { deal, rows, words } = page;
  if (!left || !deal) return;
  const names = { left: rows.text("stage", left), stage: rows.text("stage", deal.stage) };
  said(page, words.say("moved_on", names));
};

/** @type {Record<string, Action>} */
const ACTIONS = {
  create(page) {
    const field = /** @type {HTMLInputElement} */ (page.at("name"));
    const stage = /** @type {HTMLInputElement | null} */ (page.root.querySelector("[name=nc-stage]:checked"))?.value;
    if (!field.value.trim() || !stage) {
      page.say(page.words.say("name_it"));
      field.focus();
      return;
    }
    const { id: process, stages } = page.process;
    const done = nextcall.doneOnEntering(page.process, stage);
    const met = page.rows.satisfied(done);
    const deal = page.store.create({
      name: field.value,
      process,
      stage,
      done,
      true: stages
        .slice(
          0,
          stages.findIndex((each) => each.id === stage),
        )
        .flatMap((each) => page.rows.of("criterion", each.id))
        .filter((id) => met.includes(id) || done.includes(`criterion:${id}`)),
    });
    field.value = "";
    page.show("said", false);
    history.replaceState(null, "", `#deal=${deal.id}`);
    page.open(deal.id);
    focusOn(() => page.at("title"));
  },
  turn(page, id) {
    page.asked = id;
    page.render();
  },
  length(page, id) {
    page.change((deal) => {
      deal.minutes = Number(id) === page.usual(deal).usual_minutes ? null : Number(id);
    });
  },
  person(page, id, target) {
    page.change((deal) => {
      const { expected } = page.usual(deal);
      const comes = withOrWithout(deal.with ?? expected, id, /** @type {HTMLInputElement} */ (target).checked);
      const isUsual = comes.length === expected.length && expected.every((each) => comes.includes(each));
      deal.with = isUsual ? null : page.rows.ids.role.filter((each) => comes.includes(each));
    });
  },
  everybody(page) {
    page.showsAll = true;
    page.render();
  },
  tick(page, id, target) {
    const isDone = target instanceof HTMLInputElement ? target.checked : true;
    movingOn(page, (deal) => tick(page, deal, id, isDone));
  },
  whole(page, id, target) {
    const isDone = /** @type {HTMLInputElement} */ (target).checked;
    movingOn(page, (deal) => {
      for (const each of page.rows.of("activity", id)) tick(page, deal, each, isDone);
      for (const each of page.rows.of("criterion", id)) {
        deal.true = withOrWithout(deal.true, each, isDone);
        deal.said = withOrWithout(deal.said, each, false);
        deal.unmet = withOrWithout(deal.unmet, each, false);
      }
    });
  },
  truth(page, id, target) {
    const { value } = /** @type {HTMLInputElement} */ (target);
    page.change((deal) => {
      deal.true = withOrWithout(deal.true, id, value === "true");
      deal.unmet = withOrWithout(deal.unmet, id, value === "unmet");
      deal.said = withOrWithout(deal.said, id, false);
    });
  },
  "under-way"(page, id) {
    page.change((deal) => {
      deal.under_way[id] = page.today();
    });
  },
  stands(page, id) {
    page.asked = "";
    page.change((deal) => {
      Object.assign(deal, { stage: id, entered: page.today(), with: null, minutes: null, pinned: [] });
      if (page.rows.data("stage", id).closed) deal.next = null;
      else deal.done = once([...deal.done, ...nextcall.doneOnEntering(page.process, id)]);
    });
    said(page, page.words.say("stands_now", { stage: page.rows.text("stage", id) }));
  },
  pin(page, id) {
    page.change((deal) => {
      deal.pinned = withOrWithout(deal.pinned, id, !deal.pinned.includes(id));
    });
  },
  drop(page, id) {
    const what = page.words.say("dropped_it", { name: page.rows.text("activity", id) });
    apply(page, what, (deal) => {
      deal.pinned = withOrWithout(deal.pinned, id, false);
      deal.dropped = withOrWithout(deal.dropped, id, true);
    });
  },
  "put-back"(page, id) {
    page.change((deal) => {
      deal.dropped = withOrWithout(deal.dropped, id, false);
    });
  },
  send(page, id) {
    apply(page, page.words.say("send", { activity: page.rows.text("activity", id) }), (deal) => {
      deal.dropped = withOrWithout(deal.dropped, id, true);
      deal.under_way[id] = page.today();
    });
  },
  apply(page, place) {
    const change = page.answer ? unlocksOf(page.answer)[Number(place)] : undefined;
    if (!change) return;
    apply(page, unlockName(page, change), (deal) => {
      if (change.change === "invite") invite(page, deal, [change.role ?? ""]);
      else if (change.change === "minutes")
        deal.minutes = (deal.minutes ?? page.usual(deal).usual_minutes) + (change.minutes ?? 0);
      else tick(page, deal, change.activity ?? "", true);
    });
  },
  shorter(page) {
    const way = page.answer?.shorter_way;
    if (!way) return;
    page.asked = "";
    apply(page, page.words.say("the_shorter_way"), (deal) => {
      if (way.invite.length) invite(page, deal, way.invite);
      deal.pinned = way.activities;
      deal.dropped = deal.dropped.filter((id) => !way.activities.includes(id));
    });
  },
  undo(page) {
    page.applied = "";
    page.asked = "";
    page.say(page.words.say(page.store.undo() ? "undone" : "not_undone"));
    page.render();
    focusOn(() => document.activeElement === document.body && page.at("title"));
  },
  export(page) {
    const href = URL.createObjectURL(new Blob([page.store.export()], { type: "application/json" }));
    make("a", { href, download: "deals.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // some browsers fetch it late
  },
  ready(page, id, target) {
    page.change((deal) => {
      if (/** @type {HTMLInputElement} */ (target).checked) deal.notes[id] = "now";
      else delete deal.notes[id];
    });
  },
};

/** @param {DealPage} page @param {string} what @param {string} id @param {HTMLElement} target */
const act = (page, what, id, target) => {
  if (!["record", "create"].includes(what) && page.view !== "after") page.show("said", false);
  if (ACTIONS[what]) ACTIONS[what](page, id, target);
  else page.soon(() => ACTIONS[what]?.(page, id, target));
};

/** What was done, with a button that takes it back. @param {DealPage} page @param {string} what */
const said = (page, what) => page.say([what, " ", button("undo", "", page.words.say("undo"))]);
