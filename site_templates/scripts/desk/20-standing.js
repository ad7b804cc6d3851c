/* How a deal stands: what needs me about it, and in which order. It ranks deals, never people. */

/** Why a deal needs its seller, the first coming first. */
const NEEDS = ["today", "unrecorded", "overdue", "we_owe", "gone", "no_call", "drifting"];

/** `needs` are of NEEDS; `step` is the last one that anybody took on, `ours` whether we did; `days` it has been in its stage.
 * @typedef {{deal: KeptDeal, process: SiteProcess | null, stage: SiteStage | null, needs: string[], last: HeldCall | null,
 *   step: HeldCall | null, ours: boolean, days: number | null, over: number}} Standing */

/** The last call in which anybody took something on. @param {KeptDeal} deal */
const lastStep = (deal) => [...deal.calls].reverse().find((call) => call.next_step) ?? null;

/** @param {KeptDeal} deal @param {Site} site @param {string} today @returns {Standing} */
const standingOf = (deal, site, today) => {
  const process = site.processes.find(({ id }) => id === deal.process) ?? null;
  const stage = process?.stages.find(({ id }) => id === deal.stage) ?? null;
  const last = deal.calls.at(-1) ?? null;
  const step = lastStep(deal);
  const ours = step?.who != null && site.ours.includes(step.who);
  const days = deal.entered ? Math.max(0, nextcall.daysBetween(deal.entered, today)) : null;
  const over = days !== null && stage?.stalled != null ? days - stage.stalled : 0;
  const next = deal.next?.on ?? null;
  /** @type {Record<string, boolean>} */
  const is = {
    gone: !stage,
    today: next === today,
    unrecorded: next !== null && next < today,
    overdue: !!step && !ours && !step.came && step.by !== null && step.by < today,
    we_owe: !!step && ours && !step.came,
    no_call: next === null && !!stage,
    drifting: over > 0,
  };
  const needs = stage?.closed ? [] : NEEDS.filter((need) => is[need]);
  return { deal, process, stage, needs, last, step, ours, days, over };
};

/** Deals in the order in which they need their seller: by the first reason, then by the next call.
 * @param {KeptDeal[]} deals @param {Site} site @param {string} today */
const inOrder = (deals, site, today) => {
  const rank = (/** @type {Standing} */ each) => (each.needs.length ? NEEDS.indexOf(each.needs[0]) : NEEDS.length);
  const date = (/** @type {Standing} */ each) => `${each.deal.next?.on ?? "9"}${each.deal.next?.at ?? ""}`;
  const sorted = deals
    .map((deal) => standingOf(deal, site, today))
    .sort((a, b) => rank(a) - rank(b) || b.over - a.over || date(a).localeCompare(date(b)));
  const open = sorted.filter(({ stage }) => !stage?.closed);
  return {
    needing: open.filter(({ needs }) => needs.length),
    onItsWay: open.filter(({ needs }) => !needs.length).sort((a, b) => date(a).localeCompare(date(b))),
    ended: sorted.filter(({ stage }) => stage?.closed),
  };
};

/** Why a deal needs me, in words; two reasons at most. @param {Standing} standing @param {string} today @param {Say} say */
const reasons = ({ deal, needs, step, over }, today, say) =>
  needs
    .slice(0, 2)
    .map((need, place) => {
      const at = need === "today" && deal.next?.at ? "today_at" : need;
      const values = {
        at: deal.next?.at ? clockTime(deal.next.at) : "",
        day: need === "overdue" ? lately(step?.by ?? today, today) : deal.next ? lately(deal.next.on, today) : "",
        days: over,
      };
      return say(`${place ? "and" : "reason"}.${at}`, values, over);
    })
    .join("");

/** The process that most deals are of. @param {KeptDeal[]} deals */
const usualProcess = (deals) => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { process } of deals) counts.set(process, (counts.get(process) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), ["", 0])[0];
};
