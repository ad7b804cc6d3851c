/* The fewest calls that hold everything, days aside. As in Python's `fewest_calls`, node for node. */

const NODES_OF_RULE = 40;
/** How many states of a level are kept, and how many loads are tried from each. */
const BEAMS = [
  [1, 100],
  [20, 200],
];
/** How many look-ups take as long as comparing two states. */
const PAIR = 4;

/** @typedef {{calls: bigint[], bound: number}} Fewest calls as masks, and the number that no schedule can go below */

/**
 * The fewest calls for everything in `problem`, each of whose activities must fit a call.
 *
 * @param {Problem} problem
 * @param {bigint[]} known a feasible schedule
 * @param {number} nodes
 * @returns {Generator<undefined, Fewest, void>}
 */
function* fewestCalls(problem, known, nodes) {
  if (!problem.size) return { calls: [], bound: 0 };
  const search = new FewestSearch(
    problem,
    known.length ? known : problem.places.map(one),
    budgetFor(nodes, problem.size),
  );
  yield;
  yield* search.construct();
  if (problem.isLarge) return search.answer();
  yield* search.lookQuickly();
  if (!search.isOver() && problem.peopleMatter) {
    // If people limit nothing, far fewer loads matter, and mostly as many calls are needed.
    const half = Math.floor(nodes / 2);
    search.learn(yield* fewestCalls(withAnybody(problem), search.best, half));
    search.budget.left -= budgetFor(half, problem.size);
  }
  while (!search.isOver()) yield* search.lookAtEverything();
  return search.answer();
}

/** The same problem if people limited nothing. */
const withAnybody = kept((/** @type {Problem} */ { numbers }) => {
  return new Problem({ ...numbers, mostRoles: null, apart: numbers.apart.map(() => 0n) });
});

/** The best schedule so far and what is proved, from both ends of a problem. */
class FewestSearch {
  /**
   * @param {Problem} problem
   * @param {bigint[]} best
   * @param {number} nodes
   */
  constructor(problem, best, nodes) {
    this.problem = problem;
    this.best = best;
    this.budget = { left: nodes, turn: 0 };
    this.bound = fewestConceivable(problem);
    const make = kept((/** @type {Problem} */ from) => new Direction(from, this.budget));
    this.forward = () => make(problem);
    this.backward = () => make(backwards(problem));
  }

  answer() {
    return { calls: this.best, bound: this.bound };
  }

  isOver() {
    return this.best.length <= this.bound || this.budget.left <= 0;
  }

  /** Schedules by rules, until one is proved. */
  *construct() {
    const made = rules(this.problem);
    while (!this.isOver()) {
      const rule = made.next();
      if (rule.done) return;
      this.budget.left -= NODES_OF_RULE;
      const calls = rule.value.calls();
      if (calls.length < this.best.length) this.best = calls;
      yield;
    }
  }

  /** Narrow beams, which find much and prove nothing. */
  *lookQuickly() {
    for (const [width, loads] of BEAMS) {
      for (const direction of [this.forward, this.backward]) {
        while (!this.isOver()) {
          const sweep = new Sweep(direction(), this.best.length - 1, width, loads);
          yield;
          while (!sweep.isFinished() && this.budget.left > 0) yield* sweep.advance();
          if (!sweep.found) break;
          this.take(sweep);
        }
      }
    }
  }

  /** From both ends, going on where less lies ahead, until one finds a better schedule or that there is none. */
  *lookAtEverything() {
    const most = this.best.length - 1;
    const sweeps = [this.forward, this.backward].map((from) => new Sweep(from(), most, Infinity, Infinity));
    while (this.budget.left > 0) {
      const sweep = sweeps[1].level.size < sweeps[0].level.size ? sweeps[1] : sweeps[0];
      yield* sweep.advance();
      if (sweep.found) {
        this.take(sweep);
        return;
      }
      if (sweep.isFinished() && this.budget.left > 0) {
        this.bound = this.best.length;
        return;
      }
    }
  }

  /**
   * Take over what holds if people limit nothing.
   *
   * @param {Fewest} freed
   */
  learn(freed) {
    this.bound = Math.max(this.bound, freed.bound);
    if (freed.calls.every((call) => this.problem.peopleFit(call))) this.best = freed.calls;
  }

  /** @param {Sweep} sweep */
  take({ direction, found }) {
    const { size } = this.problem;
    this.best =
      direction.problem === this.problem ? (found ?? []) : back(found ?? []).map((call) => turned(call, size));
  }
}

/** A problem from its first call to its last, and what a search has to know of it. */
class Direction {
  /**
   * @param {Problem} problem
   * @param {Budget} budget
   */
  constructor(problem, budget) {
    const { weights, capacity, size } = problem;
    this.problem = problem;
    this.budget = budget;
    this.later = later(problem);
    this.loads = new Loads(problem, budget, this.later, false);
    this.order = sorted(problem.places, (each) => [-this.later[each]]).map((each) => ({
      each: one(each),
      weight: weights[each],
      behind: this.later[each],
    }));
    this.scales = scales(problem).map((scale) => ({ sums: new Sums(scale.weights), capacity: scale.capacity }));
    this.minutes = new Sums(weights);
    /** Long activities are harder to place than short ones of as many minutes. */
    this.hardness = new Sums(weights.map((weight) => weight * (capacity + weight)));
    this.fromEach = callsFrom(problem, this.later).slice(0, size);
    const { better } = this.loads;
    this.exchanges = problem.places.filter((each) => better[each]);
    this.neighbours = size + sum(better.map(sizeOf));
  }

  /**
   * The activities that must be done when only so many calls are left.
   *
   * @param {number} callsLeft
   */
  due(callsLeft) {
    return maskOf(this.problem.places.filter((each) => this.fromEach[each] > callsLeft));
  }

  /**
   * Whether `rest` may fit so many calls, as far as minutes, what follows on them and the caps tell.
   *
   * @param {bigint} rest
   * @param {number} calls
   */
  fits(rest, calls) {
    const { capacity, alone, mostActivities } = this.problem;
    if (this.scales.some((scale) => scale.sums.of(rest) > calls * scale.capacity)) return false;
    let total = 0;
    for (const { each, weight, behind } of this.order) {
      if (!(rest & each)) continue;
      total += weight;
      if (total + behind > calls * capacity) return false;
    }
    if (mostActivities === Infinity) return true;
    const own = sizeOf(rest & alone);
    return sizeOf(rest) - own <= (calls - own) * mostActivities;
  }

  /**
   * Whether another state outdoes one: with one more activity done, or a better one in place of one.
   *
   * @param {bigint} done
   * @param {Map<bigint, bigint>} reached
   */
  isOutdone(done, reached) {
    const { better } = this.loads;
    if (reached.size * PAIR < this.neighbours) {
      for (const other of reached.keys()) {
        const [more, less] = [other & ~done, done & ~other];
        if (less & (less - 1n) || !more || more & (more - 1n)) continue;
        if (!less || better[placeOf(less)] & more) return true;
      }
      return false;
    }
    if (this.problem.places.some((each) => !(done & one(each)) && reached.has(done | one(each)))) return true;
    return this.exchanges.some(
      (each) =>
        done & one(each) && bits(better[each] & ~done).some((other) => reached.has(done ^ (one(each) | one(other)))),
    );
  }
}

/** A search for at most `most` calls, level by level; if it kept everything and finds nothing, there are none. */
class Sweep {
  /**
   * @param {Direction} direction
   * @param {number} most
   * @param {number} width
   * @param {number} loads
   */
  constructor(direction, most, width, loads) {
    this.direction = direction;
    this.most = most;
    this.width = width;
    this.loads = loads;
    /** @type {Map<bigint, bigint>[]} */
    this.cameBy = [];
    this.level = new Map([[0n, 0n]]);
    /** @type {bigint[] | null} */
    this.found = null;
  }

  isFinished() {
    return this.found !== null || !this.level.size;
  }

  /** Hold one more call. */
  *advance() {
    const { direction } = this;
    const { everything, capacity } = direction.problem;
    const callsLeft = this.most - this.cameBy.length - 1;
    const due = direction.due(callsLeft);
    /** @type {Map<bigint, bigint>} */
    const reached = new Map();
    for (const done of this.level.keys()) {
      const idle = (callsLeft + 1) * capacity - direction.minutes.of(everything ^ done);
      let tried = 0;
      for (const load of direction.loads.of(done, everything, idle, due & ~done)) {
        if (!load) {
          yield;
          continue;
        }
        const after = done | load;
        if (after === everything) {
          this.found = this.retraced(done, load);
          return;
        }
        if (tried >= this.loads) break;
        tried += 1;
        if (!reached.has(after) && direction.fits(everything ^ after, callsLeft)) reached.set(after, done);
      }
    }
    if (direction.budget.left <= 0) return; // what is left over from a level of which not all was seen proves nothing
    let states = [];
    for (const each of reached.keys()) {
      if (!direction.isOutdone(each, reached)) states.push(each);
      if (states.length % NODES_AT_ONCE === 0) yield;
    }
    if (states.length > this.width) {
      const hard = states.map((each) => ({ each, hardness: direction.hardness.of(everything ^ each) }));
      hard.sort((a, b) => a.hardness - b.hardness || compare([a.each], [b.each]));
      states = hard.slice(0, this.width).map(({ each }) => each);
    }
    this.level = new Map(states.map((each) => [each, reached.get(each) ?? 0n]));
    this.cameBy.push(this.level);
  }

  /**
   * The calls that lead to `done`, and `load` as the last one.
   *
   * @param {bigint} done
   * @param {bigint} load
   */
  retraced(done, load) {
    const calls = [load];
    for (const level of back(this.cameBy)) {
      const before = level.get(done) ?? 0n;
      calls.push(done ^ before);
      done = before;
    }
    return back(calls);
  }
}
