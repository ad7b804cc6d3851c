/* A playbook changes under a deal: ids are followed to those of today, and what is no more is named. */
/** The deal in the ids of today: `formerly` is followed, everything else stays.
 * @param {KeptDeal} deal @param {Site} site @returns {KeptDeal} */
const follow = (deal, site) => {
  const id = Object.hasOwn(site.was.processes, deal.process) ? site.was.processes[deal.process] : deal.process;
  const process = site.processes.find((each) => each.id === id);
  if (!process) return deal;
  const { stages, activities, criteria } = process.was;
  /** @type {(was: Record<string, string>) => (id: string) => string} */
  const now = (was) => (old) => (Object.hasOwn(was, old) ? was[old] : old);
  const activity = (/** @type {string} */ old) => {
    const [, criterion] = /^criterion:(.*)$/u.exec(old) ?? [];
    if (criterion === undefined) return now(activities)(old);
    const [where, place] = criterion.split("/");
    return `criterion:${place ? `${now(stages)(where)}/${place}` : now(criteria)(criterion)}`;
  };
  const role = now(site.was.roles);
  /** @type {(thing: Record<string, any>) => any} */
  const moved = (thing) =>
    Object.fromEntries(
      Object.entries(thing).map(([field, value]) => {
        const how =
          FOLLOWED[field] && { stage: now(stages), activity, criterion: now(criteria), role }[FOLLOWED[field]];
        if (field === "calls") return [field, value.map(moved)];
        if (["now", "after", "last", "before"].includes(field) && value) return [field, moved(value)];
        if (!how || !value) return [field, value];
        if (typeof value === "string") return [field, how(value)];
        if (Array.isArray(value))
          return [field, [...new Set(value.map((each) => (typeof each === "string" ? how(each) : each)))]];
        return [
          field,
          isObject(value)
            ? Object.fromEntries(
                Object.entries(value).map(([key, each]) => [
                  how(key),
                  field === "gates" ? each.map(now(criteria)) : each,
                ]),
              )
            : value,
        ];
      }),
    );
  return { ...moved(deal), process: id };
};
/** @type {Record<string, "stage" | "activity" | "criterion" | "role">} */
const FOLLOWED = {
  stage: "stage",
  done: "activity",
  under_way: "activity",
  include: "activity",
  pinned: "activity",
  dropped: "activity",
  planned: "activity",
  took: "activity",
  spent: "activity",
  lengths: "activity",
  gates: "activity",
  cut: "activity",
  left: "activity",
  true: "criterion",
  said: "criterion",
  said_at: "criterion",
  unmet: "criterion",
  needed: "role",
  with: "role",
  who: "role",
};

/** What a deal names that the site no longer has, each once. `stage` and `process` are what it names, or null.
 * @param {KeptDeal} deal @param {Site} site */
const gone = (deal, site) => {
  const process = site.processes.find(({ id }) => id === deal.process);
  if (!process) return { process: deal.process, stage: null, activities: [], criteria: [], roles: [] };
  const known = {
    activities: new Set(process.stages.flatMap((each) => each.activities)),
    criteria: new Set(process.stages.flatMap((each) => each.criteria)),
  };
  const all = [deal, ...deal.calls];
  /** @type {(ids: string[], is: (id: string) => boolean) => string[]} */
  const missing = (ids, is) => [...new Set(ids)].filter((id) => !is(id)).sort();
  const named = [
    ...deal.done,
    ...Object.keys(deal.under_way),
    ...deal.include,
    ...deal.pinned,
    ...deal.dropped,
    ...deal.calls.flatMap((call) => [...call.planned, ...call.done]),
  ];
  return {
    process: null,
    stage: process.stages.some(({ id }) => id === deal.stage) ? null : deal.stage,
    activities: missing(named, (id) => known.activities.has(id)),
    criteria: missing(
      all.flatMap((each) => [...each.true, ...each.said, ...("unmet" in each ? each.unmet : [])]),
      (id) => known.criteria.has(id),
    ),
    roles: missing(
      all.flatMap((each) => each.with ?? []),
      (id) => Object.hasOwn(site.roles, id),
    ),
  };
};

/** What counts as done when a deal enters a stage, as the engine has it. @param {SiteProcess} process @param {string} id */
const doneOnEntering = (process, id) => {
  const stage = process.stages.find((each) => each.id === id);
  const before = process.stages.slice(0, stage ? process.stages.indexOf(stage) : 0);
  const earlier = before.filter((each) => !stage?.beside.includes(each.id));
  return [...new Set([...earlier.flatMap((each) => each.activities.slice(0, each.counts)), ...(stage?.early ?? [])])];
};
