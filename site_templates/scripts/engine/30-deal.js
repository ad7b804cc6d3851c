/* Where a deal stands: what is done, who attends, and what could be held in its next call. Facts, no choice yet. */

/**
 * What is known of a deal; `stage` is the place of an open one, masks are of activities. `attending` null: those who
 * are expected but for the `missing`, and the `invited` besides; `minutes` null: the usual ones.
 *
 * @typedef {object} Facts
 * @property {Index} index
 * @property {number} stage
 * @property {Precedence} precedence
 * @property {bigint} done
 * @property {Set<string>} unmet
 * @property {string[] | null} attending
 * @property {number | null} minutes
 * @property {bigint} dropped
 * @property {number[]} pinned
 * @property {bigint} underWay
 * @property {string[]} invited
 * @property {string[]} missing
 */

/**
 * What is known of a deal, by the ids that its state names; those that the process doesn't have are passed over.
 *
 * @param {Index} index
 * @param {number} stage
 * @param {DealState} state
 * @returns {Facts}
 */
function factsOf(index, stage, state) {
  const criteria = (/** @type {string[]} */ ids = []) => ids.flatMap((id) => index.criterionById.get(id)?.id ?? []);
  const places = (/** @type {string[]} */ ids = []) => once(ids.flatMap((id) => index.workById.get(id)?.place ?? []));
  const unmet = new Set(criteria(state.unmet));
  const met = (/** @type {string[]} */ ids = []) => criteria(ids).filter((id) => !unmet.has(id));
  const yes = met(state.true);
  const implied = index.works.filter((each) => each.implied && each.satisfies.some((id) => yes.includes(id)));
  const taken = index.counts[stage] ? [] : index.worksOf[stage].filter((each) => each.wouldCount);
  const entered = maskOf(taken.map((each) => each.place));
  const gates = new Set([...yes, ...met(state.said)]);
  const whole = index.precedence(entered | maskOf(places(state.include)), gates);
  return {
    index,
    stage,
    precedence: whole.isCircular ? index.precedence(entered, gates) : whole,
    done: maskOf([...places(state.done), ...implied.map((each) => each.place)]),
    unmet,
    attending: state.with ? once(state.with.flatMap((id) => index.roleById.get(id)?.id ?? [])) : null,
    minutes: state.minutes ?? null,
    dropped: maskOf(places(state.dropped)),
    pinned: places(state.pinned),
    underWay: maskOf(places(Object.keys(state.under_way ?? {}))),
    invited: [],
    missing: [],
  };
}

class Deal {
  /** @param {Facts} facts */
  constructor(facts) {
    const { index, precedence, stage, done } = facts;
    const { stages, works, call, alongside } = index;
    this.facts = facts;
    this.index = index;
    this.precedence = precedence;
    this.works = works;
    this.call = call;
    this.stage = stage;
    this.done = done;
    this.dropped = facts.dropped;
    this.pinned = facts.pinned;
    /** This stage, those before it and those alongside it. */
    this.near = stages.map((each, at) => (!each.closed && at <= stage) || alongside[stage].has(at));
    this.length = facts.minutes ?? stages[stage].minutes ?? call.minutes;
    this.usable = index.usable - call.minutes + this.length;
    this.expected = this.expectedRoles();
    this.undone = precedence.counting.filter((each) => !(done & one(each.place)));
    /** What a call could hold, in listed order. */
    this.candidates = works.filter((each) => this.isCandidate(each));
    /** The seller's own work between calls that is due or follows on such work. */
    this.prepared = 0n;
    /** @type {Map<number, number>} The days on which the work between calls is done that waits for no call. */
    this.workEnds = new Map();
    for (const { place, where, done_by, takes_days } of precedence.countingInOrder) {
      if (where !== "between_calls" || done & one(place) || this.isShut(place)) continue;
      const before = precedence.directlyBefore[place] & ~done;
      if (done_by === "seller" && !(before & ~this.prepared)) this.prepared |= one(place);
      const start = this.readyOn(before);
      if (start < Infinity) this.workEnds.set(place, start + takes_days);
    }
    /** What is done by the time of the call. */
    this.settled = done | this.prepared;
    /** The work between calls that can start now, the seller's own aside. */
    this.due = this.undone.filter(
      ({ where, place }) =>
        where === "between_calls" &&
        !(this.prepared & one(place)) &&
        !(precedence.directlyBefore[place] & ~done) &&
        !this.isShut(place),
    );
  }

  /**
   * The day on which some activities are done, Infinity where any of them waits for a call.
   *
   * @param {bigint} before
   */
  readyOn(before) {
    return Math.max(0, ...bits(before).map((each) => this.workEnds.get(each) ?? Infinity));
  }

  /**
   * Whether a criterion is known to be unmet that must be true before an activity.
   *
   * @param {number} place
   */
  isShut(place) {
    return this.precedence.criteria[place].some((id) => this.facts.unmet.has(id));
  }

  /**
   * The same deal, if something were otherwise.
   *
   * @param {Partial<Facts>} other
   */
  but(other) {
    return new Deal({ ...this.facts, ...other });
  }

  /** @param {string} role */
  withRole(role) {
    const { attending, invited, missing } = this.facts;
    if (attending) return this.but({ attending: [...attending, role] });
    return this.but({ invited: [...invited, role], missing: missing.filter((each) => each !== role) });
  }

  /** @param {string} role */
  withoutRole(role) {
    const { attending, missing } = this.facts;
    if (attending) return this.but({ attending: attending.filter((each) => each !== role) });
    return this.but({ missing: [...missing, role] });
  }

  /** The buyer roles that attend: those said, else those of the stage's own calls, up to the cap on roles. */
  expectedRoles() {
    const { attending, invited, missing } = this.facts;
    if (attending) return attending;
    const own = this.index.worksOf[this.stage].filter((each) => each.holdable && this.precedence.isCounted(each.place));
    const roles = once(own.flatMap((each) => each.buyer_roles)).slice(0, this.call.max_buyer_roles ?? undefined);
    return [...roles, ...invited].filter((role) => !missing.includes(role));
  }

  /** @param {Work} work */
  isCandidate({ holdable, place, stage, implied, importance, conditional }) {
    const { stages } = this.index;
    const isOptional = importance === "optional" && !conditional && stage >= this.stage;
    return (
      holdable &&
      !stages[stage].closed &&
      !(this.done & one(place)) &&
      !(implied && !this.near[stage]) &&
      (this.precedence.isCounted(place) || (isOptional && (!stages[stage].conditional || stage === this.stage)))
    );
  }

  /**
   * Whether the next call is long enough for one activity; one that has a call of its own gets the length that it
   * needs, unless a shorter one is said.
   *
   * @param {Work} work
   */
  hasTimeFor({ own_call, minutes }) {
    if (!own_call) return minutes <= this.usable;
    return this.facts.minutes === null || this.call.opening + minutes + this.call.closing <= this.facts.minutes;
  }

  /**
   * Whether the listed order tells how much an activity matters.
   *
   * @param {Work} work
   */
  isRankedByOrder({ stage, place }) {
    const { unmarked } = this.precedence;
    return this.near[stage] && this.precedence.isCounted(place) && (unmarked & one(stage)) !== 0n;
  }

  /**
   * How much an activity matters to the next call: 0 the most, for the key ones of stages that are near.
   *
   * @param {Work} work
   */
  rank({ importance, stage }) {
    if (importance === "key") return this.near[stage] ? 0 : 1;
    return importance === "supporting" ? 2 : 3;
  }

  /**
   * The links to what an activity comes after directly and what won't be done by the time of the call.
   *
   * @param {Work} work
   */
  openLinks({ place }) {
    return this.precedence.links(place).filter((each) => !(this.settled & one(each.before)));
  }

  /**
   * The criteria known to be unmet that an activity needs and that nothing in this call can make true.
   *
   * @param {Work} work
   */
  closedGates(work) {
    if (!this.facts.unmet.size) return [];
    const opening = this.openLinks(work).map((each) => (each.later ? null : each.gate));
    return this.precedence.criteria[work.place].filter((id) => this.facts.unmet.has(id) && !opening.includes(id));
  }

  /**
   * The buyer roles that are said to attend and in whose presence an activity isn't held.
   *
   * @param {Work} work
   */
  excludedBy({ not_with }) {
    return once(not_with).filter((role) => this.facts.attending?.includes(role));
  }

  /**
   * The buyer roles that an activity needs and that aren't expected to attend.
   *
   * @param {Work} work
   */
  absentFrom({ buyer_roles }) {
    return buyer_roles.filter((role) => !this.expected.includes(role));
  }

  /** The work between calls that may open something for this call if it is done before. */
  openingWork() {
    let opening = 0n;
    for (const work of this.works) {
      const could = work.holdable
        ? !this.absentFrom(work).length && !this.excludedBy(work).length
        : work.where === "between_calls" && work.done_by === "seller";
      if (!could || this.done & one(work.place)) continue;
      const open = bits(this.precedence.directlyBefore[work.place] & ~this.settled);
      const waits = open.filter((each) => !this.works[each].holdable);
      if (waits.length === 1) opening |= one(waits[0]);
    }
    return opening;
  }

  /**
   * The prepared work that any of some activities comes after.
   *
   * @param {Work[]} works
   */
  preparationFor(works) {
    const needed = this.precedence.allBefore(works.map((each) => each.place)) & this.prepared;
    return this.undone.filter((each) => needed & one(each.place));
  }

  /** The earliest day of a call where none is possible yet: some work between calls comes first. */
  firstPossibleDay() {
    const days = this.candidates.flatMap((work) => {
      const day = this.readyOn(this.precedence.directlyBefore[work.place] & ~this.done);
      return day < Infinity ? [{ day, attended: !this.absentFrom(work).length }] : [];
    });
    const attended = days.filter((each) => each.attended);
    const found = (attended.length ? attended : days).map((each) => each.day);
    return found.length ? Math.min(...found) : Math.max(0, ...this.workEnds.values());
  }
}
