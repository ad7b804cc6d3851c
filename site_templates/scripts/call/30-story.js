/* The deal so far: its calls, the key activities in each beside the team's aim, and the days in each stage. */

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer | null} answer @returns {(() => void)[]} */
const storyPieces = (page, deal, answer) => [
  () => showFigures(page, deal, answer),
  () => showGame(page, deal, answer),
  () => showStays(page, deal),
  () => {
    page.show("calls-all", deal.calls.length > 0);
    page.fill("calls", deal.calls.map((call, place) => callItem(page, call, place + 1)).reverse());
  },
];

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer | null} answer */
const showFigures = (page, deal, answer) => {
  const { words } = page;
  const { calls } = deal;
  const baseline = { calls: Number(page.dataset.baselineCalls), days: Number(page.dataset.baselineDays) };
  const n = (/** @type {Child} */ what) => strong(what);
  const first = calls[0]?.on ?? deal.entered;
  const days = first ? nextcall.daysBetween(first, page.today()) : 0;
  const won = (/** @type {number} */ took) => (took ? words.say("won_took", { n: took }) : "");
  const leads = answer?.leads_to;
  page.fill("figs", [
    make("li", {}, n(String(calls.length)), words.say("calls_so_far", {}, calls.length), won(baseline.calls)),
    make("li", {}, n(String(days)), words.say("days_so_far", {}, days), won(baseline.days)),
    ...(leads && leads.calls !== null && answer.activities.length
      ? [
          make(
            "li",
            {},
            n(String(leads.calls)),
            words.say("more_after", { best: Math.min(leads.calls, leads.best ?? leads.calls) }),
          ),
        ]
      : []),
  ]);
};

/** @param {DealPage} page @param {string[]} ids */
const keysIn = (page, ids) => ids.filter((id) => page.rows.isKey(id)).length;

/** @param {DealPage} page @param {KeptDeal} deal @param {Answer | null} answer */
const showGame = (page, deal, answer) => {
  const { words } = page;
  const aim = page.process.call.aim_activities;
  const shown = deal.calls.slice(-8);
  const counts = shown.map((call) => keysIn(page, call.done));
  const next = keysIn(page, answer?.activities.map(({ id }) => id) ?? []);
  const key = deal.calls.reduce((sum, call) => sum + keysIn(page, call.done), 0);
  const has = shown.length > 0;
  page.fill(
    "key-said",
    has
      ? words.say("key_said", { key, calls: words.say("n_calls", { n: deal.calls.length }), aim })
      : words.say("no_calls"),
  );
  page.show("chart", has);
  page.show("legend", has);
  if (!has) return;
  const columns = [
    ...shown.map((call, place) => ({
      done: counts[place],
      missed: keysIn(
        page,
        call.planned.filter((id) => !call.done.includes(id)),
      ),
      plan: 0,
      number: deal.calls.length - shown.length + place + 1,
      label: dayIn(call.on, { day: "numeric", month: "short" }),
    })),
    ...(next
      ? [
          {
            done: 0,
            missed: 0,
            plan: next,
            number: deal.calls.length + 1,
            label: deal.next ? dayIn(deal.next.on, { day: "numeric", month: "short" }) : words.say("next_short"),
          },
        ]
      : []),
  ];
  const most = Math.max(aim, ...columns.map(({ done, missed, plan }) => done + missed + plan));
  const [step, width] = [38, columns.length * 60];
  const base = most * step + 8;
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ said, more = {}) => {
    const made = draw("text", { x, y, "text-anchor": "middle", ...more });
    made.textContent = said;
    return made;
  };
  const pieces = columns.flatMap(({ done, missed, plan, number, label }, place) => {
    const x = place * 60 + 2;
    const square = (/** @type {string} */ kind, /** @type {number} */ at) =>
      draw("rect", { class: `nc-${kind}`, x, y: base - (at + 1) * step + 2, width: 46, height: 33, rx: 3 });
    const stack = [...Array(done).fill("b"), ...Array(missed).fill("o"), ...Array(plan).fill("p")];
    return [
      ...stack.map(square),
      text(x + 23, base + 16, String(number), { class: "nc-i" }),
      text(x + 23, base + 32, label),
    ];
  });
  const line = base - aim * step - 1;
  const said = words.say("aim", { aim });
  const chart = page.at("chart");
  chart.setAttribute("viewBox", `0 0 ${width + 70} ${base + 40}`);
  chart.style.maxWidth = `${(width + 70) / 16}em`;
  chart.setAttribute(
    "aria-label",
    next
      ? words.say("chart_next", { counts: words.list(counts.map(String)), next, aim })
      : words.say("chart", { counts: words.list(counts.map(String)), aim }),
  );
  chart.replaceChildren(
    draw("path", { class: "nc-base", d: `M0 ${base}H${width - 10}` }),
    ...pieces,
    draw("path", { class: "nc-aim", d: `M0 ${line}H${width - 10}` }),
    text(width - 2, line + 4, said, { "text-anchor": "start" }),
  );
};

/** How long a deal was in each stage: calls move it on, so the last call in a stage ends the stay.
 * @param {DealPage} page @param {KeptDeal} deal @returns {{stage: string, days: number}[]} */
const staysOf = (page, deal) => {
  /** @type {{stage: string, from: string, to: string}[]} */
  const stays = [];
  for (const call of deal.calls) {
    const last = stays.at(-1);
    if (last?.stage === call.stage) last.to = call.on;
    else stays.push({ stage: call.stage, from: last?.to ?? call.on, to: call.on });
  }
  const last = stays.at(-1);
  const entered = deal.entered ?? last?.to;
  if (last?.stage === deal.stage)
    [last.from, last.to] = [deal.entered && deal.entered < last.from ? deal.entered : last.from, page.today()];
  else if (entered) stays.push({ stage: deal.stage, from: entered, to: page.today() });
  return stays.map(({ stage, from, to }) => ({ stage, days: Math.max(0, nextcall.daysBetween(from, to)) }));
};

/** @param {DealPage} page @param {KeptDeal} deal */
const showStays = (page, deal) => {
  const { words, rows } = page;
  const stays = staysOf(page, deal).filter(({ stage }) => !rows.data("stage", stage).closed);
  const limits = stays.map(({ stage, days }) => {
    const [target, stalls] = [rows.data("stage", stage).target, rows.data("stage", stage).stalls].map((each) =>
      Number(each ?? 0),
    );
    return { target, track: stalls || Math.max(target, days), days };
  });
  const most = Math.max(1, ...limits.flatMap(({ track, days }) => [track, days]));
  page.show("stays-all", stays.length > 0);
  page.fill(
    "stays",
    stays.flatMap(({ stage, days }, place) => {
      const { target, track } = limits[place];
      const late = target ? Math.max(0, days - target) : 0;
      const said = words.say("n_days", { n: days });
      return [
        rows.name("stage", stage),
        make("span", { class: "nc-num" }, target ? words.say("stay", { days: said, target }) : said),
        draw(
          "svg",
          { viewBox: `0 0 ${most} 4`, preserveAspectRatio: "none", "aria-hidden": "true" },
          draw("rect", { class: "nc-track", width: track, height: 4 }),
          draw("rect", { class: "nc-bar-they", width: days - late, height: 4 }),
          draw("rect", { class: "nc-late", x: days - late, width: late, height: 4 }),
          ...(target ? [draw("path", { class: "nc-target", d: `M${target} -1V5` })] : []),
        ),
      ];
    }),
  );
};

/** @param {DealPage} page @param {HeldCall} call @param {number} number */
const callItem = (page, call, number) => {
  const { words, rows } = page;
  const activity = (/** @type {string} */ id) =>
    make(
      "span",
      {},
      rows.isKey(id) && make("span", { class: "nc-sq", "aria-hidden": "true" }),
      rows.name("activity", id),
      rows.isKey(id) && make("span", { class: "nc-unseen" }, ` (${words.say("key")})`),
    );
  const missed = call.planned.filter((id) => !call.done.includes(id));
  const when = [
    call.by && words.say("by", { day: dayIn(call.by) }),
    call.came && words.say("came", { day: dayIn(call.came) }),
  ].filter((each) => typeof each === "string" && each !== "");
  const isOurs = call.who !== null && rows.isOurs(call.who);
  return make(
    "li",
    {},
    make(
      "div",
      {},
      make("h3", {}, words.say("call_n", { number })),
      why(
        words.list([
          dayIn(call.on),
          ...(call.minutes === null ? [] : [words.say("minutes", { minutes: call.minutes })]),
        ]),
      ),
    ),
    make(
      "div",
      {},
      make(
        "p",
        { class: "nc-facts" },
        make("span", {}, words.list((call.with ?? []).map((id) => rows.text("role", id)))),
        call.ended && badge(words.say(`ended.${call.ended}`), call.ended === "advance" ? "accent" : ""),
      ),
      make(
        "dl",
        {},
        make("dt", {}, words.say("done")),
        make("dd", {}, call.done.length ? words.series(call.done.map(activity)) : words.say("note_nothing")),
        ...(missed.length
          ? [
              make("dt", {}, words.say("not_reached")),
              make("dd", { class: "nc-soft" }, words.series(missed.map(activity))),
            ]
          : []),
        ...(call.next_step
          ? [
              make("dt", {}, words.say(isOurs ? "our_step" : "their_step")),
              make(
                "dd",
                {},
                call.next_step,
                " ",
                when.length > 0 && make("span", { class: "nc-soft" }, words.list(/** @type {string[]} */ (when))),
              ),
            ]
          : []),
      ),
    ),
  );
};
