/* What other scripts get of this one. Where a theme runs it again on the next page, the store stays. */
/** @type {Map<string, Deals>} */
const opened = new Map();
/** The store of a page that holds `#nextcall-site`, the same for all that ask. */
const openDeals = (known = document.getElementById("nextcall-site")?.textContent ?? "") => {
  const store = opened.get(known) ?? new Deals(JSON.parse(known));
  opened.set(known, store);
  return store;
};

/** The page on which a deal is planned, as an address; null where its process is no more.
 * @param {KeptDeal} deal @param {Site} site */
const pageOf = (deal, site) => {
  const process = site.processes.find(({ id }) => id === deal.process);
  return process ? `${ROOT.href}${process.page}index.html#deal=${deal.id}` : null;
};
/** The id of the deal that this page's address asks for, or null. */
const askedFor = () => /^#deal=([\w-]+)$/u.exec(location.hash)?.[1] ?? null;

/* A link that is about the deal of this page takes it along. */
globalThis.document?.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-of-deal]");
  const id = askedFor();
  if (link && id) /** @type {HTMLAnchorElement} */ (link).hash = `deal=${id}`;
});

globalThis.nextcall = Object.assign(globalThis.nextcall ?? {}, {
  openDeals: globalThis.nextcall?.openDeals ?? openDeals,
  Refused,
  toFragment,
  fromFragment,
  dayOf,
  daysBetween,
  pageOf,
  askedFor,
  locale,
  datesKnown,
  root: ROOT.href,
});
