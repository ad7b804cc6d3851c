/* What each control of the page does to the deal. */

/** @typedef {(page: DealPage, id: string, target: HTMLElement) => void} Action */

/** What a change would do is said where it can be taken back. @param {DealPage} page @param {string} what
 * @param {(deal: KeptDeal) => void} how */
const apply = (page, what, how) => {
  page.change((deal) => {
    page.applied = what;
    how(deal);
  });
  page.at("leads").querySelector("button")?.focus({ preventScroll: true });
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

/** Change what is said of a call that is over. @param {DealPage} page @param {(draft: Draft) => void} how */
const edit = (page, how) =>
  page.change((deal) => {
    const now = /** @type {Held} */ (deal.now);
    if (!now) return;
    const draft = structuredClone(draftOf(page, deal, now));
    how(draft);
    now.after = draft;
  });

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
    const { id: process } = page.process;
    const done = nextcall.doneOnEntering(page.process, stage);
    const before = page.process.stages.slice(
      0,
      page.process.stages.findIndex((each) => each.id === stage),
    );
    const met = page.rows.satisfied(done);
    const deal = page.store.create({
      name: field.value,
      process,
      stage,
      done,
      true: before
        .flatMap((each) => page.rows.of("criterion", each.id))
        .filter((id) => met.includes(id) || done.includes(`criterion:${id}`)),
    });
    field.value = "";
    page.show("said", false);
    history.replaceState(null, "", `#deal=${deal.id}`);
    page.open(deal.id);
    page.at("title").focus({ preventScroll: true });
  },
  turn(page, id) {
    page.asked = id;
    page.render();
  },
  peek(page) {
    page.asked = "peek";
    page.render();
  },
  see(page) {
    page.asked = "";
    page.show("said", false);
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
    page.store.undo();
    page.say(page.words.say("undone"));
    page.render();
  },
  ready(page, id, target) {
    page.change((deal) => {
      if (/** @type {HTMLInputElement} */ (target).checked) deal.notes[id] = "now";
      else delete deal.notes[id];
    });
  },
  came(page) {
    page.change((deal) => {
      const call = deal.calls.at(-1);
      if (call) call.came = page.today();
    });
  },

  start: (page) => begin(page, true),
  "write-up": (page) => begin(page, false),
  done(page) {
    page.hold((now) => {
      const at = feasible(page, /** @type {KeptDeal} */ (page.deal), now)[0];
      if (!now.is_open) now.is_open = true;
      else if (at) {
        now.took[at] = Math.max(1, spentOn(now, at));
        now.done.push(at);
      }
      now.since = Date.now();
    }, doneWords(page));
    hand(page);
  },
  yes: (page) => answerGate(page, "said"),
  no: (page) => answerGate(page, "unmet"),
  "undo-tick"(page) {
    page.change((deal) => {
      if (deal.now?.last) deal.now = deal.now.last.before;
    });
    hand(page);
  },
  late: (page) => sheet(page, "late"),
  who(page) {
    page.here = page.now?.with ?? [];
    sheet(page, "who");
  },
  here(page, id, target) {
    page.here = withOrWithout(page.here ?? [], id, /** @type {HTMLInputElement} */ (target).checked);
    page.render();
  },
  cancel: (page) => sheet(page, ""),
  keep: (page) => keep(page, false),
  "keep-one": (page) => keep(page, true),
  "go-on"(page) {
    const here = page.here ?? [];
    page.sheet = "";
    page.hold(
      (now) =>
        leaveHand(page, now, () => {
          now.with = here;
        }),
      page.words.say("room_now", { names: page.words.list(here.map((id) => page.rows.text("role", id))) }),
    );
    hand(page);
  },
  end(page) {
    page.sheet = "";
    page.hold((now) => {
      now.ended_at = Date.now();
    });
  },
  "back-to-call"(page) {
    page.change((deal) => {
      const now = /** @type {Held} */ (deal.now);
      if (now.start === null) deal.now = null;
      else Object.assign(now, { ended_at: null, after: null });
    });
  },

  evidence(page, id, target) {
    edit(page, (draft) => {
      draft.true = withOrWithout(draft.true, id, /** @type {HTMLInputElement} */ (target).checked);
    });
  },
  got(page, id, target) {
    edit(page, (draft) => {
      draft.done = withOrWithout(draft.done, id, /** @type {HTMLInputElement} */ (target).checked);
    });
  },
  took(page, id, target) {
    const minutes = Number.parseInt(/** @type {HTMLInputElement} */ (target).value, 10);
    edit(page, (draft) => {
      if (minutes > 0) [draft.took[id], draft.done] = [minutes, withOrWithout(draft.done, id, true)];
      else delete draft.took[id];
    });
  },
  "they-do"(page, _, target) {
    edit(page, (draft) => {
      draft.step = target.textContent ?? "";
      if (page.rows.isOurs(draft.who || null)) draft.who = "";
    });
    page.at("who").focus();
  },
  "copy-note"(page) {
    copyText(page, page.at("note"));
  },
  record(page) {
    const { deal, now } = page;
    if (!deal || !now) return;
    const draft = draftOf(page, deal, now);
    if (!draft.ended) {
      page.say(page.words.say("say_how"));
      page.at("said").scrollIntoView({ block: "center" });
      /** @type {HTMLElement | null} */ (page.root.querySelector("[name=nc-ended]"))?.focus();
      return;
    }
    page.asked = "recorded";
    page.answer = null;
    page.change((each) => record(page, each, /** @type {Held} */ (each.now)));
    const count = keysIn(page, draft.done);
    said(
      page,
      page.words.say(
        "recorded",
        { number: deal.calls.length + 1, count, how: page.words.say(`ended.${draft.ended}`) },
        count,
      ),
    );
    page.at("title").focus({ preventScroll: true });
  },
};

/** @param {DealPage} page @param {string} what @param {string} id @param {HTMLElement} target */
const act = (page, what, id, target) => {
  if (!["record", "create"].includes(what) && page.view !== "after") page.show("said", false);
  ACTIONS[what]?.(page, id, target);
};

/** What was done, with a button that takes it back. @param {DealPage} page @param {string} what */
const said = (page, what) => page.say([what, " ", button("undo", "", page.words.say("undo"))]);

/** @param {DealPage} page @param {boolean} isLive */
const begin = (page, isLive) => {
  const { answer } = page;
  if (!answer?.activities.length) return;
  page.sheet = "";
  page.change((deal) => {
    deal.now = begun(answer, isLive);
  });
  page.render();
  if (isLive) hand(page);
};

/** Leave the activity at hand for another, and remember how long it was at hand. @param {DealPage} page
 * @param {Held} now @param {() => void} how */
const leaveHand = (page, now, how) => {
  const deal = /** @type {KeptDeal} */ (page.deal);
  const at = feasible(page, deal, now)[0];
  const spent = at ? spentOn(now, at) : 0;
  how();
  if (at && feasible(page, deal, now)[0] !== at) {
    now.spent[at] = spent;
    now.since = Date.now();
  }
};

/** @param {DealPage} page @param {"said" | "unmet"} how */
const answerGate = (page, how) => {
  const { deal, now, words, rows } = page;
  const at = deal && now ? feasible(page, deal, now)[0] : undefined;
  const gate = deal && now && at ? gateBefore(deal, now, at) : undefined;
  if (!gate) return;
  page.hold(
    (held) => {
      held[how].push(gate);
      if (how === "said") held.said_at[gate] = Math.floor(minuteOf(held));
      held.since = Date.now();
    },
    words.say(how === "said" ? "said_so" : "said_not", { name: rows.text("criterion", gate) }),
  );
  hand(page);
};

/** @param {DealPage} page @param {boolean} isOne */
const keep = (page, isOne) => {
  const { deal, now, words, rows } = page;
  if (!deal || !now) return;
  const queue = feasible(page, deal, now);
  const kept = keptOf(page, deal, now, queue);
  const stay = isOne ? [kept[0] ?? queue[0]] : kept;
  const gone = queue.filter((id) => !stay.includes(id));
  page.sheet = "";
  if (gone.length)
    page.hold(
      (held) =>
        leaveHand(page, held, () => {
          held.left.push(...gone);
        }),
      words.say("let_go_of", { names: words.list(gone.map((id) => rows.text("activity", id))) }),
    );
  else page.render();
  hand(page);
};

/** @param {DealPage} page @param {string} which */
const sheet = (page, which) => {
  page.sheet = which;
  page.render();
  if (which === "late") page.at("sheet").focus({ preventScroll: true });
  else hand(page);
};

/** A reader of the screen hears what is at hand now. @param {DealPage} page */
const hand = (page) =>
  /** @type {HTMLElement | null} */ (page.root.querySelector("#at-hand"))?.focus({ preventScroll: true });

/** @param {DealPage} page */
const doneWords = (page) => {
  const { deal, now, words, rows } = page;
  const at = deal && now?.is_open ? feasible(page, deal, now)[0] : undefined;
  return at && now
    ? words.say("did", { name: rows.text("activity", at), minutes: Math.max(1, spentOn(now, at)) })
    : words.say("opening_done");
};

/** @param {DealPage} page @param {HTMLElement} from */
const copyText = async (page, from) => {
  const { words } = page;
  try {
    await navigator.clipboard.writeText(from.textContent ?? "");
    page.say(words.say("copied"));
  } catch {
    getSelection()?.selectAllChildren(from);
    page.say(words.say(document.execCommand("copy") ? "copied" : "not_copied"));
  }
};
