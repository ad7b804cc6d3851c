/* The fewest days for a number of calls. As in Python's `days` and `fewest_days`, node for node. */

const WIDTHS = [4, 40, 400, Infinity];

/**
 * The earliest days for `calls`, masks of activities in an order that precedence admits: the last on which anything is
 * done, work after the last call included.
 *
 * @param {Problem} problem
 * @param {bigint[]} calls
 */
function endsOf(problem, calls) {
  const { ready, tails, rest } = problem.numbers;
  const waits = lagsBefore(problem);
  /** @type {number[]} */
  const heldOn = [];
  let ends = rest;
  let day = -problem.gap;
  for (const call of calls) {
    const some = bits(call);
    day = Math.max(day + problem.gap, ...some.map((each) => ready[each]));
    for (const each of some) for (const { at, days } of waits[each]) day = Math.max(day, heldOn[at] + days);
    for (const each of some) {
      heldOn[each] = day;
      ends = Math.max(ends, day + tails[each]);
    }
    ends = Math.max(ends, day);
  }
  return ends;
}

/** For each activity what it waits for through between-calls work, with the days. */
const lagsBefore = kept((/** @type {Problem} */ { places, numbers }) =>
  places.map((each) =>
    numbers.lags.flatMap(({ before, after, days }) => (after === each ? [{ at: before, days }] : [])),
  ),
);

/** For each activity what waits for it through between-calls work, with the days. */
const lagsAfter = kept((/** @type {Problem} */ { places, numbers }) =>
  places.map((each) =>
    numbers.lags.flatMap(({ before, after, days }) => (before === each ? [{ at: after, days }] : [])),
  ),
);

/** For each activity, the least number of days from its call until everything is done. */
const daysFrom = kept((/** @type {Problem} */ problem) => {
  const { gap, numbers } = problem;
  const calls = callsFrom(problem, later(problem));
  const found = problem.places.map(() => 0);
  for (const each of back(problem.places)) {
    const after = laterAfter(problem)[each];
    found[each] = Math.max(
      numbers.tails[each],
      (calls[each] - 1) * gap,
      ...bits(sameAfter(problem)[each]).map((other) => found[other]),
      ...bits(after).map((other) => gap + found[other]),
      ...lagsAfter(problem)[each].map(({ at, days }) => Math.max(days, gap) + found[at]),
    );
  }
  return found;
});

/**
 * A number of days that no schedule can do without, however many calls it has.
 *
 * @param {Problem} problem
 */
function fewestConceivableDays(problem) {
  const { size, gap, numbers, places } = problem;
  if (!size) return numbers.rest;
  const turnedRound = backwards(problem);
  const calls = callsFrom(turnedRound, later(turnedRound));
  const until = places.map(() => 0);
  for (const each of places)
    until[each] = Math.max(
      numbers.ready[each],
      (calls[size - 1 - each] - 1) * gap,
      ...bits(problem.same[each]).map((other) => until[other]),
      ...bits(problem.earlier[each]).map((other) => until[other] + gap),
      ...lagsBefore(problem)[each].map(({ at, days }) => until[at] + Math.max(days, gap)),
    );
  const through = places.map((each) => until[each] + daysFrom(problem)[each]);
  return Math.max(numbers.rest, (fewestConceivable(problem) - 1) * gap, ...through);
}

/**
 * The fewest days in at most `most` calls.
 *
 * @param {Problem} problem
 * @param {bigint[]} known a feasible schedule of at most so many
 * @param {number} most
 * @param {number} least a number of calls that no schedule goes below
 * @param {number} nodes
 * @returns {Generator<undefined, {calls: bigint[], days: number, bound: number}, void>}
 */
function* fewestDays(problem, known, most, least, nodes) {
  let best = { calls: known, days: endsOf(problem, known) };
  let bound = Math.max(fewestConceivableDays(problem), (least - 1) * problem.gap);
  if (problem.isLarge) return { ...best, bound };
  if (best.days > bound && problem.peopleMatter) {
    const half = Math.floor(nodes / 2);
    const freed = yield* fewestDays(withAnybody(problem), known, most, least, half);
    bound = Math.max(bound, freed.bound);
    nodes -= half;
    if (freed.calls.every((call) => problem.peopleFit(call))) best = freed;
  }
  if (best.days <= bound) return { ...best, bound };
  const search = new DaysSearch(problem, most, budgetFor(nodes, problem.size));
  for (const width of WIDTHS) {
    yield;
    if (best.days <= bound || search.budget.left <= 0) break;
    const isComplete = yield* search.run(best.days, width);
    best = search.found ?? best;
    if (isComplete) bound = best.days;
  }
  return { ...best, bound };
}

/**
 * What is done after a call; the day of that call, when everything begun ends, and when each undone can be held that
 * waits for a day.
 *
 * @typedef {{done: bigint, day: number, ends: number, can: number[], before: DayState | null}} DayState
 */

/**
 * Whether one state is nowhere later than another.
 *
 * @param {DayState} one
 * @param {DayState} other
 */
const isNowhereLater = (one, other, can = one.can) =>
  one.day <= other.day && one.ends <= other.ends && can.every((mine, place) => mine <= other.can[place]);

/** Looks for schedules that take fewer days. */
class DaysSearch {
  /**
   * @param {Problem} problem
   * @param {number} most
   * @param {number} nodes
   */
  constructor(problem, most, nodes) {
    const { numbers, places, size } = problem;
    this.problem = problem;
    this.most = most;
    this.budget = { left: nodes, turn: 0 };
    /** @type {{calls: bigint[], days: number} | null} */
    this.found = null;
    const urgency = later(problem);
    this.scales = scales(problem).map((scale) => ({ sums: new Sums(scale.weights), capacity: scale.capacity }));
    this.minutes = new Sums(problem.weights);
    this.daysFrom = daysFrom(problem);
    this.longestFirst = sorted(places, (each) => [-this.daysFrom[each], -each]);
    this.loads = new Loads(problem, this.budget, urgency, true);
    this.fromEach = callsFrom(problem, urgency).slice(0, size);
    this.timed = places.filter((each) => numbers.ready[each] || numbers.lags.some(({ after }) => after === each));
    const { better } = this.loads;
    this.exchanges = places.filter((each) => better[each]);
    this.neighbours = size + sum(better.map(sizeOf));
    this.place = new Map(this.timed.map((each, place) => [each, place]));
    this.waits = lagsAfter(problem).map((some) => some.map(({ at, days }) => ({ at: this.place.get(at) ?? 0, days })));
  }

  /**
   * Look for schedules below `days`, `width` states a level; true where nothing at all was left out.
   *
   * @param {number} days
   * @param {number} width
   */
  *run(days, width) {
    const { problem, most, budget } = this;
    const { everything, numbers, places } = problem;
    const can = this.timed.map((each) => numbers.ready[each]);
    /** @type {DayState[]} */
    let level = [{ done: 0n, day: -problem.gap, ends: numbers.rest, can, before: null }];
    let isComplete = true;
    for (let left = most - 1; left >= 0; left -= 1) {
      /** @type {Map<bigint, DayState[]>} */
      const reached = new Map();
      const due = maskOf(places.filter((each) => this.fromEach[each] > left));
      for (const state of level) {
        for (const after of this.next(state, left, due & ~state.done)) {
          if (!after) yield;
          else if (after.done === everything) {
            if (after.ends >= days) continue;
            days = after.ends;
            this.found = { calls: retraced(after), days };
          } else if (this.mayEnd(after, left) < days) {
            const states = reached.get(after.done) ?? [];
            if (states.some((each) => isNowhereLater(each, after))) continue;
            reached.set(after.done, [...states.filter((each) => !isNowhereLater(after, each)), after]);
          }
        }
        if (budget.left <= 0) return false;
      }
      level = [];
      for (const states of reached.values()) {
        yield;
        level.push(...states.filter((each) => !this.isOutdone(each, reached)));
      }
      level = level.filter((each) => this.mayEnd(each, left) < days);
      if (level.length > width) {
        isComplete = false;
        level = sorted(level.keys(), (each) => {
          const state = level[each];
          return [this.mayEnd(state, most), this.minutes.of(everything ^ state.done), state.done];
        })
          .slice(0, width)
          .map((each) => level[each]);
      }
    }
    return isComplete;
  }

  /**
   * Whether another state is nowhere later with one more activity done, or with a better one in place of one.
   *
   * @param {DayState} state
   * @param {Map<bigint, DayState[]>} reached
   */
  isOutdone(state, reached) {
    const { better } = this.loads;
    const undone = this.problem.everything ^ state.done;
    const near = reached.size * PAIR < this.neighbours ? reached.keys() : this.near(state.done, undone);
    for (const done of near) {
      const [more, less] = [done & undone, state.done & ~done];
      if (less & (less - 1n) || !more || more & (more - 1n)) continue;
      if (less && !(better[placeOf(less)] & more)) continue;
      for (const other of reached.get(done) ?? []) {
        const can = less ? this.exchanged(other, placeOf(less), placeOf(more)) : other.can;
        if (isNowhereLater(other, state, can)) return true;
      }
    }
    return false;
  }

  /**
   * What is done with one activity more, or with a better one in place of one.
   *
   * @param {bigint} done
   * @param {bigint} undone
   */
  *near(done, undone) {
    for (const each of bits(undone)) yield done | one(each);
    for (const each of this.exchanges)
      if (done & one(each))
        for (const better of bits(this.loads.better[each] & undone)) yield (done ^ one(each)) | one(better);
  }

  /**
   * When each can be held in a state, `undone` taking the place of `done`.
   *
   * @param {DayState} state
   * @param {number} undone
   * @param {number} done
   */
  exchanged(state, undone, done) {
    const can = [...state.can];
    const [from, to] = [this.place.get(undone), this.place.get(done)];
    if (to !== undefined) can[to] = from === undefined ? 0 : can[from];
    else if (from !== undefined && can[from] > state.day + this.problem.gap) return can.map(() => Infinity);
    if (from !== undefined) can[from] = 0;
    return can;
  }

  /**
   * What may come of the next call, which `calls` others can follow, and which must hold what is `due`; null where
   * others may have the processor.
   *
   * @param {DayState} state
   * @param {number} calls
   * @param {bigint} due
   * @returns {Generator<DayState | null, void, void>}
   */
  *next(state, calls, due) {
    const { problem } = this;
    const long = longBefore(problem);
    const undone = problem.everything ^ state.done;
    const idle = (calls + 1) * problem.capacity - this.minutes.of(undone);
    const earliest = state.day + problem.gap;
    let closed = 0n;
    /** @type {Map<number, bigint>} */
    const opening = new Map();
    for (const [place, each] of this.timed.entries()) {
      const isBehind = (long[each] & undone) !== 0n;
      const day = state.can[place];
      if (!(undone & one(each)) || !(isBehind || day > earliest)) continue;
      closed |= one(each);
      if (!isBehind) opening.set(day, (opening.get(day) ?? 0n) | one(each));
    }
    for (const load of this.loads.of(state.done, undone & ~closed, idle, due))
      yield load ? this.after(state, earliest, load) : null;
    for (const day of [...opening.keys()].sort((a, b) => a - b)) {
      const opened = opening.get(day) ?? 0n;
      closed &= ~opened;
      for (const load of this.loads.of(state.done, undone & ~closed, idle, due))
        if (!load || load & opened) yield load ? this.after(state, day, load) : null;
    }
  }

  /**
   * @param {DayState} state
   * @param {number} day
   * @param {bigint} load
   * @returns {DayState}
   */
  after(state, day, load) {
    const done = state.done | load;
    const can = [...state.can];
    let ends = Math.max(state.ends, day);
    for (const each of bits(load)) {
      ends = Math.max(ends, day + this.problem.numbers.tails[each]);
      for (const { at, days } of this.waits[each]) can[at] = Math.max(can[at], day + days);
    }
    const earliest = day + this.problem.gap;
    for (const [place, each] of this.timed.entries())
      can[place] = done & one(each) ? 0 : Math.max(can[place], earliest);
    return { done, day, ends, can, before: state };
  }

  /**
   * The earliest day on which everything can be done from here; out of reach where `calls` are too few.
   *
   * @param {DayState} state
   * @param {number} calls
   */
  mayEnd(state, calls) {
    const { gap, everything } = this.problem;
    const undone = everything ^ state.done;
    const needed = Math.max(1, ...this.scales.map(({ sums, capacity }) => ceiling(sums.of(undone), capacity)));
    if (needed > calls) return Infinity;
    const last = this.longestFirst.find((each) => undone & one(each)) ?? 0;
    let ends = Math.max(state.ends, state.day + needed * gap, state.day + gap + this.daysFrom[last]);
    for (const [place, each] of this.timed.entries())
      if (undone & one(each)) ends = Math.max(ends, state.can[place] + this.daysFrom[each]);
    return ends;
  }
}

/**
 * The calls that lead to a state.
 *
 * @param {DayState} state
 */
function retraced(state) {
  const calls = [];
  for (let { done, before } = state; before; { done, before } = before) calls.push(done ^ before.done);
  return back(calls);
}
