/* Deals out of text that anybody may have written, of this version and of the first. */
/** Everything that a file, a link or the storage holds. Throws `Refused`.
 * @param {string} written @param {Site} site @returns {State} */
const read = (written, site) => {
  if (written.length > MOST.file) throw new Refused("too_large");
  let data;
  try {
    data = JSON.parse(written);
  } catch {
    throw new Refused("foreign");
  }
  if (!isObject(data) || data.format !== FORMAT) throw new Refused("foreign");
  if (data.version > VERSION) throw new Refused("newer");
  if (data.version === 1) return carriedOver(data, site);
  if (data.version !== VERSION) throw new Refused("damaged", "version");
  if (!Array.isArray(data.deals)) throw new Refused("damaged", "deals");
  /** @type {KeptDeal[]} */
  const deals = listOf(DEAL, MOST.deals)(data.deals, "deals").map((/** @type {KeptDeal} */ deal) => ({
    ...deal,
    id: deal.id ?? newId(),
  }));
  if (new Set(deals.map(({ id }) => id)).size < deals.length) throw new Refused("damaged", "deals.id");
  return { deals, changed: times(data.changed), removed: times(data.removed) };
};
/** @returns {Record<string, number>} */
const times = (/** @type {any} */ value) =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).filter(([, at]) => Number.isSafeInteger(at) && Number(at) >= 0),
  );

/** @param {State} state */
const write = ({ deals, changed, removed }) =>
  JSON.stringify({ format: FORMAT, version: VERSION, deals, changed, ...(Object.keys(removed).length && { removed }) });

/* Version 1 knew ticks and blanks by name alone, "process/activity:id" or "process/stage/name": a deal becomes one for each
   process of this site that it names, in the last stage where anything stands. */
/** @param {any} data @param {Site} site @returns {State} */
const carriedOver = (data, site) => {
  /** @type {{name: string, ticks: string[], fields: Record<string, string>}[]} */
  const old = listOf(objectOf({ name: text, ticks: listOf(ident), fields: mapOf(text) }), MOST.deals)(
    data.deals,
    "deals",
  );
  /** @type {Map<string, KeptDeal>} */
  const deals = new Map();
  for (const each of old) {
    for (const process of site.processes) {
      const deal = ofProcess(each, process, site);
      if (deal && !deals.has(deal.id)) deals.set(deal.id, deal);
    }
  }
  const changed = Object.fromEntries([...deals.keys()].map((id) => [id, 0]));
  return { deals: [...deals.values()], changed, removed: {} };
};

/** What a deal of version 1 says of a process, or null where it says nothing of it.
 * @param {{name: string, ticks: string[], fields: Record<string, string>}} old @param {SiteProcess} process
 * @param {Site} site @returns {KeptDeal | null} */
const ofProcess = (old, process, site) => {
  const own = (/** @type {string} */ key) => {
    const [first] = key.split("/");
    return (Object.hasOwn(site.was.processes, first) ? site.was.processes[first] : first) === process.id;
  };
  const rest = (/** @type {string} */ key) => key.slice(key.indexOf("/") + 1);
  const ticks = old.ticks.filter(own).map(rest);
  const notes = Object.entries(old.fields).flatMap(([key, value]) => (own(key) ? [[rest(key), value]] : []));
  if (!ticks.length && !notes.length) return null;
  const ticked = (/** @type {string} */ kind) =>
    ticks.flatMap((key) => (key.startsWith(kind) ? [key.slice(kind.length)] : []));
  const id = `v1-${hash(`${process.id}/${old.name}`)}`;
  const done = ticked("activity:");
  /** @type {KeptDeal} */
  const written = DEAL({ id, name: old.name, process: process.id, done, true: ticked("criterion:") }, "deals");
  const deal = { ...follow(written, site), notes: Object.fromEntries(notes) };
  const stands = process.stages.filter(
    (stage) =>
      !stage.closed &&
      (stage.activities.some((each) => deal.done.includes(each)) ||
        stage.criteria.some((each) => deal.true.includes(each)) ||
        [...ticks, ...Object.keys(deal.notes)].some((key) => key.startsWith(`${stage.id}/`))),
  );
  return { ...deal, stage: (stands.at(-1) ?? process.stages[0])?.id ?? "" };
};
