/* A process by places in its list. */

/**
 * An activity with everything that is left out of the page's data; `place` is that in the list of all.
 *
 * @typedef {Required<Omit<Activity, "where" | "importance" | "done_by" | "requires">> & {
 *   where: string, importance: string, done_by: string, requires: string[] | null,
 *   place: number, stage: number, holdable: boolean, wouldCount: boolean }} Work
 */

/**
 * @param {Activity} activity
 * @param {number} stage
 * @param {number} place
 * @returns {Work}
 */
function filled(activity, stage, place) {
  const { where = "in_call", importance = "supporting", conditional = false } = activity;
  return {
    formerly: [],
    done_by: "both",
    takes_days: 0,
    takes_days_max: 0,
    requires: null,
    needs: [],
    satisfies: [],
    buying_stages: [],
    buyer_roles: [],
    seller_roles: [],
    not_with: [],
    own_call: false,
    implied: false,
    ...activity,
    where,
    importance,
    conditional,
    place,
    stage,
    holdable: where === "in_call" || where === "either",
    wouldCount: where !== "throughout" && importance !== "optional" && !conditional,
  };
}

/**
 * Things by id; by a former one, too, where nothing has that id now.
 *
 * @template {{id: string, formerly?: string[]}} T
 * @param {T[]} things
 * @returns {Map<string, T>}
 */
function byId(things) {
  const found = new Map(things.map((each) => [each.id, each]));
  for (const each of things) for (const old of each.formerly ?? []) if (!found.has(old)) found.set(old, each);
  return found;
}

/** A process as the engine asks for it. */
class Index {
  /** @param {Process} process */
  constructor(process) {
    const { call, stages } = process;
    this.process = process;
    this.call = call;
    this.stages = stages;
    this.usable = call.minutes - call.opening - call.follow_ups - call.closing;
    /** @type {Work[]} */
    this.works = [];
    /** @type {Work[][]} */
    this.worksOf = stages.map((stage, at) =>
      stage.activities.map((each) => this.works[this.works.push(filled(each, at, this.works.length)) - 1]),
    );
    this.counts = stages.map((each) => !each.closed && !each.optional && !each.conditional);
    this.workById = byId(this.works);
    this.stageById = byId(stages);
    this.roleById = byId(process.buyer_roles);
    this.criterionById = byId(stages.flatMap((each) => each.criteria ?? []));
    const at = new Map(stages.map((each, place) => [each.id, place]));
    /** The stages alongside each. */
    this.alongside = stages.map((each) => new Set((each.alongside ?? []).map((id) => at.get(id) ?? -1)));
    /** @type {Map<string, Precedence>} */
    this.precedences = new Map();
  }

  /**
   * What comes before what, made once for all who ask.
   *
   * @param {bigint} include places of activities that don't count by themselves
   * @param {Set<string>} met criteria whose gates stand open
   */
  precedence(include, met) {
    const key = JSON.stringify([String(include), [...met].sort()]);
    const known = this.precedences.get(key) ?? new Precedence(this, include, met);
    this.precedences.set(key, known);
    return known;
  }
}

/** @type {WeakMap<Process, Index>} */
const INDEXES = new WeakMap();

/** @param {Process} process */
function indexOf(process) {
  const index = INDEXES.get(process) ?? new Index(process);
  INDEXES.set(process, index);
  return index;
}
