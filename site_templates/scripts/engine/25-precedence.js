/* What comes before what in a process: requirements, stated or by default, and gates. */

/**
 * What one reference, or the default, puts before an activity. `gate`: the criterion; `later`: its gate opens for a
 * later call.
 *
 * @typedef {{before: number[], gate: string | null, later: boolean}} Source
 */

class Precedence {
  /**
   * @param {Index} index
   * @param {bigint} include places of activities that don't count by themselves
   * @param {Set<string>} met criteria whose gates stand open
   */
  constructor(index, include, met) {
    const { works, stages, counts } = index;
    const { call } = index;
    this.index = index;
    this.call = call;
    /** What counts, in listed order. */
    this.counting = works.filter(
      (each) =>
        (counts[each.stage] && each.wouldCount) ||
        (include & one(each.place) && !stages[each.stage].closed && each.where !== "throughout"),
    );
    this.counted = maskOf(this.counting.map((each) => each.place));
    const leading = index.worksOf.map((some) => this.leading(some));
    const key = maskOf(this.counting.filter((each) => each.importance === "key").map((each) => each.stage));
    /** The open stages of which something counts and none of it is key. */
    this.unmarked = maskOf(this.counting.map((each) => each.stage)) & ~key;
    const defaults = this.defaults(leading);
    /** @type {Map<string, number[]>} */
    const satisfiers = new Map();
    for (const each of this.counting)
      for (const id of each.satisfies) satisfiers.set(id, [...(satisfiers.get(id) ?? []), each.place]);

    /** @type {Source[][]} */
    const required = works.map((each) => this.requirements(each, defaults[each.stage]));
    const reached = reach(required);
    /** The sources of each activity, those that don't count among them: requirements, then gates. */
    this.direct = works.map((work, place) => {
      const isScheduled = !stages[work.stage].closed && work.where !== "throughout";
      const gates = work.needs.filter((id) => isScheduled && index.criterionById.has(id) && !met.has(id));
      return [
        ...required[place],
        ...gates.flatMap((gate) => {
          const before = (satisfiers.get(gate) ?? []).filter((each) => !(reached[each] & one(place)));
          return before.length ? [{ before, gate, later: !index.criterionById.get(gate)?.opens_in_call }] : [];
        }),
      ];
    });
    this.reached = reach(this.direct);
    /** Whether anything comes after itself. */
    this.isCircular = this.reached.some((mask, place) => mask & one(place));
    const behind = this.reached.map(sizeOf);
    /** All activities, each behind all that it comes after. */
    this.inOrder = [...works].sort((a, b) => behind[a.place] - behind[b.place]);
    this.countingInOrder = this.inOrder.filter((each) => this.isCounted(each.place));
    /** The sources of each activity, seen through what doesn't count. @type {Source[][]} */
    this.sources = [];
    /** The criteria that must be true before each activity. @type {string[][]} */
    this.criteria = [];
    for (const { place, needs } of this.inOrder) {
      const through = (/** @type {Source} */ source) => !this.isCounted(source.before[0]);
      const found = this.direct[place].flatMap((each) =>
        through(each) ? (this.sources[each.before[0]] ?? []) : [each],
      );
      const seen = this.direct[place].filter(through).flatMap((each) => this.criteria[each.before[0]] ?? []);
      this.sources[place] = distinct(found);
      this.criteria[place] = once([...needs, ...seen]);
    }
    /** What counts and each comes after directly. */
    this.directlyBefore = this.sources.map((some) => maskOf(some.flatMap((each) => each.before)));
  }

  /** @param {number} place */
  isCounted(place) {
    return (this.counted & one(place)) !== 0n;
  }

  /**
   * The key activities of a stage that count; all that count, where none of them is key.
   *
   * @param {Work[]} works
   */
  leading(works) {
    const counted = works.filter((each) => this.isCounted(each.place));
    const key = counted.filter((each) => each.importance === "key");
    return (key.length ? key : counted).map((each) => each.place);
  }

  /**
   * What the activities of each stage come after where they state nothing.
   *
   * @param {number[][]} leading
   */
  defaults(leading) {
    const { alongside, stages } = this.index;
    return stages.map((_, stage) => {
      const earlier = [...leading.keys()].filter((each) => each < stage && leading[each].length);
      const nearest = earlier.filter((each) => !alongside[stage].has(each)).pop();
      if (nearest === undefined) return [];
      const isBefore = (/** @type {number} */ each) => alongside[nearest].has(each) && !alongside[stage].has(each);
      return earlier.filter((each) => each === nearest || isBefore(each)).flatMap((each) => leading[each]);
    });
  }

  /**
   * @param {Work} work
   * @param {number[]} byDefault
   * @returns {Source[]}
   */
  requirements(work, byDefault) {
    const { workById, stages } = this.index;
    if (stages[work.stage].closed || work.where === "throughout") return [];
    const stated = work.requires?.flatMap((id) => (workById.has(id) ? [[workById.get(id)?.place ?? 0]] : []));
    return (stated ?? (byDefault.length ? [byDefault] : [])).map((before) => ({ before, gate: null, later: false }));
  }

  /**
   * The links of an activity to what it comes after directly, in listed order.
   *
   * @param {number} place
   */
  links(place) {
    const found = this.sources[place].flatMap(({ before, gate, later }) =>
      before.map((each) => ({ before: each, gate, later })),
    );
    return found.sort((a, b) => a.before - b.before);
  }

  /**
   * What counts and any of these activities comes after, at whatever distance.
   *
   * @param {number[]} places
   */
  allBefore(places) {
    return places.reduce((mask, each) => mask | this.reached[each], 0n) & this.counted;
  }

  /**
   * What is done when a deal enters a stage: all that counts in earlier stages, and what that comes after.
   *
   * @param {number} stage
   */
  doneOnEntering(stage) {
    const beside = this.index.alongside[stage];
    const earlier = this.counting.filter((each) => each.stage < stage && !beside.has(each.stage));
    const places = earlier.map((each) => each.place);
    return maskOf(places) | this.allBefore(places);
  }
}

/**
 * What each activity comes after, at whatever distance.
 *
 * @param {Source[][]} sources
 */
function reach(sources) {
  /** @type {bigint[]} */
  const found = [];
  const of = (/** @type {number} */ place) => {
    if (found[place] === undefined) {
      found[place] = one(place); // whoever comes here again comes after itself
      let mask = 0n;
      for (const { before } of sources[place]) for (const each of before) mask |= one(each) | of(each);
      found[place] = mask;
    }
    return found[place];
  };
  for (let place = 0; place < sources.length; place += 1) of(place);
  return found;
}

/**
 * Each source once.
 *
 * @param {Source[]} sources
 */
function distinct(sources) {
  const found = new Map(sources.map((each) => [`${each.before} ${each.gate}`, each]));
  return found.size === sources.length ? sources : [...found.values()];
}
