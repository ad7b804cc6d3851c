/* The activities of a call in the order in which they are held, and the cut line. */

const IMPORTANCE = ["key", "supporting", "optional"];

/**
 * The chosen activities, given in listed order, as they are held one after another.
 *
 * @param {Deal} deal
 * @param {Work[]} chosen
 * @returns {Planned[]}
 */
function agenda(deal, chosen) {
  const { call, index } = deal;
  const links = new Map(chosen.map((each) => [each, linksWithin(deal, each, chosen)]));
  const [order, committed] = agendaOrder(deal, chosen, links);
  let start = call.opening + (chosen.some((each) => each.own_call) ? 0 : call.follow_ups);
  return order.map((work, place) => {
    const roles = work.done_by === "customer" ? work.buyer_roles : work.seller_roles;
    const gates = (links.get(work) ?? []).flatMap((each) => (each.gate && !each.later ? [each.gate] : []));
    start += work.minutes;
    return {
      id: work.id,
      stage: index.stages[work.stage].id,
      importance: work.importance,
      minutes: work.minutes,
      minutes_max: work.minutes_max,
      start: start - work.minutes,
      leads: roles[0] ?? null,
      pulled_forward: !deal.near[work.stage],
      ahead_of_customer: isAhead(deal, work),
      go_on_only_if: once(gates),
      after_cut: place >= committed,
      implied: work.implied,
    };
  });
}

/**
 * The links from an activity to others on the agenda, seen through what doesn't count and isn't on it.
 *
 * @param {Deal} deal
 * @param {Work} work
 * @param {Work[]} chosen
 */
function linksWithin({ precedence }, work, chosen) {
  const onAgenda = maskOf(chosen.map((each) => each.place));
  const found = [];
  let seen = one(work.place);
  const waiting = [work.place];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { before, gate, later } of precedence.direct[next]) {
      for (const each of before) {
        if (onAgenda & one(each)) found.push({ before: each, gate, later });
        else if (!((seen | precedence.counted) & one(each))) {
          seen |= one(each);
          waiting.push(each);
        }
      }
    }
  }
  return found;
}

/**
 * The agenda, and how many of it stand before the cut line: by listed order, or by importance where more key
 * activities so stand before it.
 *
 * @param {Deal} deal
 * @param {Work[]} chosen
 * @param {Map<Work, {before: number}[]>} links
 * @returns {[Work[], number]}
 */
function agendaOrder(deal, chosen, links) {
  const orders = [() => 0, (/** @type {Work} */ each) => IMPORTANCE.indexOf(each.importance)].map((key) => {
    const order = ordered(deal, chosen, links, key);
    let latest = 0;
    const cut = order.findIndex((each, place) => {
      latest += each.minutes_max;
      return place && latest > deal.usable;
    });
    const committed = cut < 0 ? order.length : cut;
    return { order, committed, key: order.slice(0, committed).filter((each) => each.importance === "key").length };
  });
  const best = orders[1].key > orders[0].key ? orders[1] : orders[0];
  return [best.order, best.committed];
}

/**
 * One behind the other, of those that may come next with the heading of the last the one with the least `key`.
 *
 * @param {Deal} deal
 * @param {Work[]} chosen
 * @param {Map<Work, {before: number}[]>} links
 * @param {(work: Work) => number} key
 */
function ordered(deal, chosen, links, key) {
  /** @type {Work[]} */
  const order = [];
  let waiting = chosen;
  let stood = 0n;
  while (waiting.length) {
    const last = order[order.length - 1];
    const ready = waiting.filter((each) => (links.get(each) ?? []).every(({ before }) => stood & one(before)));
    const same = last ? ready.filter((each) => heading(deal, each) === heading(deal, last)) : [];
    const next = (same.length ? same : ready).reduce((best, each) => (key(each) < key(best) ? each : best));
    order.push(next);
    stood |= one(next.place);
    waiting = waiting.filter((each) => each !== next);
  }
  return order;
}

/**
 * The buying stages of an activity, those of its stage where it names none.
 *
 * @param {Deal} deal
 * @param {Work} work
 */
function buyingStages({ index }, work) {
  return work.buying_stages.length ? work.buying_stages : (index.stages[work.stage].buying_stages ?? []);
}

/**
 * The buying stage whose question an activity answers.
 *
 * @param {Deal} deal
 * @param {Work} work
 */
function heading(deal, work) {
  const found = buyingStages(deal, work)[0];
  return deal.index.process.buying_stages?.find((each) => each.id === found)?.id;
}

/**
 * Whether all buying stages of an activity come after the last of the deal's stage, always-on ones aside.
 *
 * @param {Deal} deal
 * @param {Work} work
 */
function isAhead(deal, work) {
  const order = (deal.index.process.buying_stages ?? []).filter((each) => !each.always_on).map((each) => each.id);
  const places = (/** @type {string[]} */ ids) => ids.map((id) => order.indexOf(id)).filter((each) => each >= 0);
  const now = places(deal.index.stages[deal.stage].buying_stages ?? []);
  const then = places(buyingStages(deal, work));
  return now.length > 0 && then.length > 0 && Math.min(...then) > Math.max(...now);
}
