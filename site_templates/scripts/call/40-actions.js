/* What each control of a call that is held, or over, does to the deal. */

/** Change what is said of a call that is over. @param {DealPage} page @param {(draft: Draft) => void} how */
const edit = (page, how) =>
  page.change((deal) => {
    const now = /** @type {Held} */ (deal.now);
    if (!now) return;
    const draft = structuredClone(draftOf(page, deal, now));
    how(draft);
    now.after = draft;
  });

/** @param {DealPage} page @param {boolean} isLive */
const begin = (page, isLive) => {
  const { answer } = page;
  if (!answer?.activities.length) return;
  page.sheet = "";
  page.change((deal) => {
    deal.now = begun(answer, isLive);
  });
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
  if (which === "late") focusOn(() => page.at("sheet"));
  else hand(page);
};

/** A reader of the screen hears what is at hand now. @param {DealPage} page */
const hand = (page) => focusOn(() => page.root.querySelector("#at-hand"));

/** @param {DealPage} page */
const doneWords = (page) => {
  const { deal, now, words, rows } = page;
  const at = deal && now?.is_open ? feasible(page, deal, now)[0] : undefined;
  return at && now
    ? words.say("did", { name: rows.text("activity", at), minutes: Math.max(1, spentOn(now, at)) })
    : words.say("opening_done");
};

/** @param {DealPage} page @param {(note: HTMLElement, written: {markdown: string, html: string}) => Record<string, string>} types */
const copyNote = (page, types) =>
  page.soon(async () => {
    const note = page.at("note");
    const words = JSON.parse(page.root.querySelector("nextcall-copy")?.getAttribute("data-words") ?? "{}");
    const isDone = await nextcall.toClipboard(types(note, nextcall.written(note, words)));
    if (!isDone) getSelection()?.selectAllChildren(note);
    page.say(page.words.say(isDone ? "copied" : "not_copied"));
  });

/** @type {Record<string, Action>} */
const actions = {
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
  peek(page) {
    page.asked = "peek";
    page.render();
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
    copyNote(page, (note, { html }) => ({
      "text/html": html,
      "text/plain": [...note.querySelectorAll("p, li")].map((line) => line.textContent).join("\n"),
    }));
  },
  "note-as-markdown"(page) {
    copyNote(page, (_, { markdown }) => ({ "text/plain": markdown }));
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
    page.change((each) => {
      if (each.now) record(page, each, /** @type {Held} */ (each.now)); // else another tab did
    });
    const count = keysIn(page, draft.done);
    said(
      page,
      page.words.say(
        "recorded",
        { number: deal.calls.length + 1, count, how: page.words.say(`ended.${draft.ended}`) },
        count,
      ),
    );
    focusOn(() => page.at("title"));
  },
  see(page) {
    page.asked = "";
    page.show("said", false);
    page.render();
  },
  came(page) {
    page.change((deal) => {
      const call = deal.calls.at(-1);
      if (call) call.came = page.today();
    });
  },
};
Object.assign(ACTIONS, actions);
Object.assign(LATER, { callPieces, afterPieces, storyPieces, showRecorded, edit, minuteOf });
