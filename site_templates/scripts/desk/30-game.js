/* Key activities a call, against the aim: the game of all my deals. Figures of calls, never of people. */

const SHOWN_CALLS = 12;
const CHART = { left: 4, step: 25, wide: 18, high: 16, row: 19, base: 88.5 };

/** Each call with its key activities and the aim of its process, oldest first. @param {KeptDeal[]} deals @param {Site} site */
const playedCalls = (deals, site) =>
  deals
    .flatMap((deal) => {
      const process = site.processes.find(({ id }) => id === deal.process);
      const key = new Set(process?.stages.flatMap((stage) => stage.key));
      return process
        ? deal.calls.map((call) => ({
            on: call.on,
            count: call.done.filter((id) => key.has(id)).length,
            aim: process.aim,
          }))
        : [];
    })
    .sort((a, b) => a.on.localeCompare(b.on));

/** @param {SVGElement} svg @param {{count: number, aim: number}[]} calls @param {Say} say */
const drawCalls = (svg, calls, say) => {
  const shape = (/** @type {string} */ tag, /** @type {Record<string, string | number>} */ attributes) => {
    const made = document.createElementNS(svg.namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  };
  const { left, step, wide, high, row, base } = CHART;
  const most = Math.max(...calls.map(({ count, aim }) => Math.max(count, aim)));
  const up = (/** @type {number} */ count) => base - count * row;
  const end = left + SHOWN_CALLS * step;
  const top = up(most) - 8;
  svg.setAttribute("viewBox", `0 ${top} ${end + 60} ${base + 4 - top}`);
  const bars = calls.flatMap(({ count }, place) =>
    Array.from({ length: count }, (_, n) =>
      shape("rect", { class: "nc-done", x: left + place * step, y: up(n + 1) + 1, width: wide, height: high, rx: 2 }),
    ),
  );
  const aims = calls.map(({ aim }, place) => `M${left + place * step - 3.5} ${up(aim) - 0.5}h${step}`).join("");
  const label = shape("text", { x: left + calls.length * step + 4, y: up(calls[calls.length - 1].aim) + 4 });
  label.textContent = say("aim", { aim: calls[calls.length - 1].aim });
  svg.replaceChildren(
    ...bars,
    shape("path", { class: "nc-base", d: `M0 ${base}H${end}` }),
    shape("path", { class: "nc-aim", d: aims }),
    label,
  );
  const all = [...new Set(calls.map(({ aim }) => aim))].join(" / ");
  const values = { n: calls.length, counts: calls.map(({ count }) => count).join(", "), aim: all };
  svg.setAttribute("aria-label", say("chart", values, calls.length));
};

/** @param {HTMLElement} figure @param {KeptDeal[]} deals @param {Site} site @param {Say} say */
const showGame = (figure, deals, site, say) => {
  const calls = playedCalls(deals, site);
  figure.hidden = !calls.length;
  if (!calls.length) return;
  const average = (/** @type {{count: number}[]} */ some) =>
    oneDigit(some.reduce((sum, { count }) => sum + count, 0) / some.length);
  const last = calls.slice(-SHOWN_CALLS);
  const before = calls.slice(-2 * SHOWN_CALLS, -SHOWN_CALLS);
  const now = say("game", { n: last.length, average: average(last) }, last.length);
  put(
    figure,
    "game-said",
    before.length ? now + say("game_before", { n: before.length, average: average(before) }) : now,
  );
  drawCalls(at(figure, "chart"), last, say);
};
