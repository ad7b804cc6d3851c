/* My open deals out of a CRM's table: which column is which, which of our stages each stage is, what would happen. */

/** `name`, `stage`, `close`, `entered` and `status` are places of columns, -1 where there is none.
 * @typedef {Record<"name" | "stage" | "close" | "entered" | "status", number>} Columns */
/** A row of the table: the deal as it would be kept, or null; `is` says what happens, a key of the catalogue.
 * @typedef {{name: string, said: string, process: SiteProcess | null, stage: SiteStage | null, close: string | null,
 *   entered: string | null, badDate: string, is: string, isChosen: boolean, here: KeptDeal | null}} CrmRow */

/** Words as they are compared: without accents, signs and capitals. @param {string} words */
const bare = (words) =>
  words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
/** Likewise without the number before them. @param {string} words */
const unnumbered = (words) => bare(words).replace(/^\d+ (?=\D)/u, "");

/** Columns by their heads. `known` are rows of the catalogue: what a column is, then its heads, the likeliest first.
 * @param {string[]} heads @param {string[][]} known @returns {Columns} */
const columnsOf = (heads, known) => {
  const plain = heads.map(bare);
  /** @type {Record<string, number>} */
  const found = {};
  for (const [kind, ...likely] of known) {
    const name = likely.map(bare).find((each) => plain.includes(each));
    found[kind] = (found[kind] ?? -1) < 0 && name !== undefined ? plain.indexOf(name) : (found[kind] ?? -1);
  }
  return /** @type {any} */ (found);
};

/** Which part of a day comes first in a column of days: what its own days admit, else what the reader is used to.
 * @param {string[]} days */
const dayFirst = (days) => {
  const parts = days
    .flatMap((day) => [/^(\d{1,2})[./ -]+(\d{1,2})[./ -]+\d{2,4}\b/u.exec(day)])
    .filter((each) => each !== null);
  if (parts.some(([, first]) => Number(first) > 12)) return true;
  if (parts.some(([, , second]) => Number(second) > 12)) return false;
  if (days.some((day) => /^\d{1,2}\.\s*\d{1,2}\./u.test(day))) return true;
  const order = new Intl.DateTimeFormat(nextcall.locale(), { dateStyle: "short" })
    .formatToParts()
    .map(({ type }) => type);
  return order.indexOf("day") < order.indexOf("month");
};

/** A day of a CRM as "2026-11-24", or null. @param {string} said @param {boolean} isDayFirst */
const dayFrom = (said, isDayFirst) => {
  const whole = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})(?:\D|$)/u.exec(said);
  const short = /^(\d{1,2})[./ -]+(\d{1,2})[./ -]+(\d{4}|\d{2})\b/u.exec(said);
  let parts = whole?.slice(1) ?? null;
  if (short) {
    const [, first, second, year] = short;
    parts = [year.length === 2 ? `20${year}` : year, ...(isDayFirst ? [second, first] : [first, second])];
  } else if (!parts && /\p{L}/u.test(said)) {
    const named = new Date(said); // "31 Mar 2027", "Mar 31, 2027"
    if (!Number.isNaN(named.valueOf())) return nextcall.dayOf(named);
  }
  if (!parts) return null;
  const day = parts.map((part) => part.padStart(2, "0")).join("-");
  const date = new Date(`${day}T00:00Z`);
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(day) ? day : null;
};

/** Which of our stages a stage of the CRM may be, the likeliest first. @param {string} said @param {Site} site */
const stagesNamed = (said, site) => {
  const every = site.processes.flatMap((process) => process.stages.map((stage) => ({ process, stage })));
  /** @type {(how: (words: string) => string, name: (stage: SiteStage) => string, words?: string) => typeof every} */
  const same = (how, name, words = said) =>
    every.filter(({ stage }) => how(name(stage)) !== "" && how(name(stage)) === how(words));
  const alone = said.replace(/\([^()]*\)$/u, ""); // some CRMs say the pipeline behind it
  const ways = [
    same(bare, ({ crm }) => crm ?? ""),
    same(bare, ({ name }) => name),
    same(bare, ({ id }) => id),
    same(unnumbered, ({ crm }) => crm ?? ""),
    same(unnumbered, ({ name }) => name),
    same(unnumbered, ({ crm }) => crm ?? "", alone),
    same(unnumbered, ({ name }) => name, alone),
  ];
  return ways.find((found) => found.length) ?? [];
};

/** What a table would bring. `process` is the process of stages that several have.
 * @param {{heads: string[], rows: string[][]}} table @param {Columns} columns @param {DealStore} store
 * @param {string} process @param {string[]} closedWords @returns {CrmRow[]} */
const rowsFromCrm = ({ rows }, columns, store, process, closedWords) => {
  const { site } = store;
  const cell = (/** @type {string[]} */ row, /** @type {keyof Columns} */ kind) => row[columns[kind]] ?? "";
  const first = {
    close: dayFirst(rows.map((row) => cell(row, "close"))),
    entered: dayFirst(rows.map((row) => cell(row, "entered"))),
  };
  const closed = new Set(closedWords.map(bare));
  const mine = store.list();
  const seen = new Set();
  return rows.flatMap((row) => {
    const name = cell(row, "name").replace(/\s+/gu, " ").slice(0, 120);
    if (!name) return [];
    const said = cell(row, "stage");
    const stages = stagesNamed(said, site);
    const found = stages.find((each) => each.process.id === process) ?? stages[0] ?? null;
    const isClosed =
      found?.stage.closed ||
      closed.has(bare(cell(row, "status"))) ||
      (!found &&
        bare(said)
          .split(" ")
          .some((word) => closed.has(word)));
    const [close, entered] = [dayFrom(cell(row, "close"), first.close), dayFrom(cell(row, "entered"), first.entered)];
    const here =
      mine.find((deal) => bare(deal.name) === bare(name) && (!found || deal.process === found.process.id)) ?? null;
    const isTwice = seen.has(bare(name));
    seen.add(bare(name));
    const is = isClosed
      ? "closed"
      : isTwice
        ? "twice"
        : !found
          ? "unknown"
          : here
            ? standsTo(here, found.process, found.stage)
            : "new";
    const badDate = close === null ? cell(row, "close") : "";
    const isChosen = is === "new" || is === "same";
    return [
      {
        name,
        said,
        process: found?.process ?? null,
        stage: found?.stage ?? null,
        close,
        entered,
        badDate,
        is,
        isChosen,
        here,
      },
    ];
  });
};

/** How the CRM's stage stands to that of a deal which is here. @param {KeptDeal} here @param {SiteProcess} process
 * @param {SiteStage} stage */
const standsTo = (here, process, stage) => {
  const ours = process.stages.findIndex(({ id }) => id === here.stage);
  const theirs = process.stages.indexOf(stage);
  return ours === theirs ? "same" : theirs > ours ? "ahead" : "behind";
};

/** The deal that a row becomes, one that is here keeping all but stage and close date. @param {CrmRow} row
 * @param {DealStore} store @returns {KeptDeal | null} */
const dealOfRow = ({ name, process, stage, close, entered, here }, store) => {
  if (!process || !stage) return null;
  const fresh = store.made({ name, process: process.id, stage: stage.id, close, entered });
  if (!here) return fresh;
  if (here.stage === stage.id) return { ...here, close: close ?? here.close };
  return {
    ...here,
    stage: stage.id,
    entered,
    close: close ?? here.close,
    done: [...new Set([...here.done, ...fresh.done])],
  };
};
