/* How far a call leads: the fewest calls that the rest then takes, and another call that leads to fewer. */

const NODES_OF_REST = 10_000;
/** So much of a large process is searched as if it were small. */
const FEW_LEFT = 60;

/**
 * The activities of a problem in the order in which the process lists them.
 *
 * @param {Problem} problem
 */
const listedOrder = (problem) => sorted(problem.places, (each) => [problem.numbers.works[each]]);

/** A process so large that it is worked through once for all that may be left of it: the best of the rules, and its problem. */
const restOfMany = kept((/** @type {Precedence} */ precedence) => {
  const whole = problemOf(precedence, 0n);
  const made = whole.isHoldable() ? [...rules(whole)] : [];
  return { whole, rule: made[sorted(made.keys(), (each) => [made[each].calls().length])[0]] };
});

/**
 * The fewest calls that were found for what counts and is not done; null where not all of it can be held.
 *
 * @param {Precedence} precedence
 * @param {bigint} done
 * @returns {Generator<undefined, number | null, void>}
 */
function* fewestCallsLeft(precedence, done) {
  const held = precedence.counting.filter((each) => each.holdable);
  if (held.length > MOST_COMPARED && held.filter((each) => !(done & one(each.place))).length > FEW_LEFT) {
    const { whole, rule } = restOfMany(precedence);
    const left = maskOf(whole.places.filter((each) => !(done & one(whole.numbers.works[each]))));
    return rule ? rule.calls(left).length : null;
  }
  const rest = yield* restOf(precedence, done);
  return rest.fewest?.calls.length ?? null;
}

/**
 * What counts and is not done, and the fewest calls for it; null where not all of it can be held.
 *
 * @typedef {{done: bigint, problem: Problem, listed: number[], known: bigint[], fewest: Fewest | null}} Rest
 */

/** @type {WeakMap<Precedence, Rest>} The last one: the shorter way asks for what the calls that remain asked for. */
const RESTS = new WeakMap();

/**
 * @param {Precedence} precedence
 * @param {bigint} done
 * @returns {Generator<undefined, Rest, void>}
 */
function* restOf(precedence, done) {
  const last = RESTS.get(precedence);
  if (last?.done === done) return last;
  const problem = problemOf(precedence, done);
  yield;
  const isHoldable = problem.isHoldable();
  const listed = listedOrder(problem);
  const known = isHoldable ? inOrder(problem, listed) : [];
  yield;
  const fewest = isHoldable ? yield* fewestCalls(problem, known, NODES_OF_REST) : null;
  const rest = { done, problem, listed, known, fewest };
  RESTS.set(precedence, rest);
  return rest;
}

/**
 * The first call of the schedule with the fewest calls for what counts and is not done, in listed order; empty where
 * there is none.
 *
 * @param {Precedence} precedence
 * @param {bigint} done
 * @returns {Generator<undefined, Work[], void>}
 */
function* firstCallFromHere(precedence, done) {
  const left = precedence.counting.filter((each) => each.holdable && !(done & one(each.place)));
  if (!left.length || left.length > MOST_COMPARED) return [];
  const { problem: usual, listed, known, fewest } = yield* restOf(precedence, done);
  if (!fewest) return [];
  const { calls, bound } = fewest;
  const isQuicker = compare([calls.length, endsOf(usual, calls)], [known.length, endsOf(usual, known)]) <= 0;
  const days = yield* fewestDays(usual, isQuicker ? calls : known, calls.length, bound, NODES_OF_REST);
  yield;
  const worst = problemOf(precedence, done, true);
  const first = (yield* nearListedOrder(usual, worst, listed, days.calls))[0];
  return byPrecedence(
    precedence,
    bits(first).map((each) => usual.numbers.works[each]),
  );
}

/**
 * Some activities in listed order, each behind what it comes after.
 *
 * @param {Precedence} precedence
 * @param {number[]} places
 */
function byPrecedence({ index, directlyBefore }, places) {
  let waiting = [...places].sort((a, b) => a - b);
  /** @type {Work[]} */
  const found = [];
  while (waiting.length) {
    const left = maskOf(waiting);
    const ready = waiting.find((each) => !(directlyBefore[each] & left)) ?? waiting[0];
    found.push(index.works[ready]);
    waiting = waiting.filter((each) => each !== ready);
  }
  return found;
}

/**
 * How many calls the process needs after one that holds `held`, and how few it could be.
 *
 * @param {Deal} deal
 * @param {Work[]} held
 * @returns {Generator<undefined, {calls: number | null, best: number | null}, void>}
 */
function* leadsTo({ precedence, done }, held) {
  const calls = yield* fewestCallsLeft(precedence, done | maskOf(held.map((each) => each.place)));
  const before = yield* fewestCallsLeft(precedence, done);
  if (before === null || calls === null) return { calls, best: null };
  const best = Math.max(0, before - 1); // of a large process neither is the fewest for sure
  return { calls, best: held.length ? Math.min(best, calls) : best };
}

/**
 * A call that leads to fewer calls than the one that holds `held`, which leads on as `leads` says; null where there is
 * none that can be held in the next call whoever is invited.
 *
 * @param {Deal} deal
 * @param {Work[]} held
 * @param {{calls: number | null, best: number | null}} leads
 * @returns {Generator<undefined, {activities: string[], invite: string[], calls: number} | null, void>}
 */
function* shorterWay(deal, held, leads) {
  if (!held.length || leads.calls === null || leads.best === null || leads.calls <= leads.best) return null;
  const found = yield* firstCallFromHere(deal.precedence, deal.done);
  const roles = once(found.flatMap((each) => each.buyer_roles));
  const invite = roles.filter((role) => !deal.expected.includes(role));
  const invited = invite.reduce((then, role) => then.withRole(role), deal);
  const possible = possibleIn(invited);
  const isPossible =
    found.every((each) => possible.has(each.place) && !each.own_call) &&
    sum(found.map((each) => each.minutes)) <= deal.usable &&
    found.length <= (deal.call.max_activities ?? Infinity) &&
    roles.length <= (deal.call.max_buyer_roles ?? Infinity);
  if (!isPossible) return null;
  const calls = yield* fewestCallsLeft(deal.precedence, deal.done | maskOf(found.map((each) => each.place)));
  return calls === null || calls >= leads.calls ? null : { activities: found.map((each) => each.id), invite, calls };
}
