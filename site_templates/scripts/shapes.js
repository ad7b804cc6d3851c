/* What several bundles know of each other. It is checked with each of them, and shipped with none. */

/** A call that was held, as CONTRACT.md's "The deal" has it.
 * @typedef {{on: string, stage: string, minutes: number | null, with: string[] | null, planned: string[], done: string[],
 *   took: Record<string, number>, ended: "advance" | "continuation" | "no" | null, true: string[], said: string[],
 *   next_step: string | null, who: string | null, by: string | null, came: string | null,
 *   next_call: string | null}} HeldCall */

/** A deal, likewise. Days are "2026-11-24", times "14:00", both of where the seller is.
 * @typedef {{id: string, name: string, process: string, stage: string, entered: string | null, close: string | null,
 *   done: string[], under_way: Record<string, string>, true: string[], said: string[], unmet: string[],
 *   next: {on: string, at: string | null} | null, with: string[] | null, minutes: number | null, include: string[],
 *   pinned: string[], dropped: string[], notes: Record<string, string>, now: Record<string, any> | null,
 *   calls: HeldCall[]}} Deal */

/** A stage in `#nextcall-site`: `closed` is how a closed one ended, `crm` what the CRM calls it, `target` and `stalled` are
 * days. Of its `activities` the first `counts` count by themselves; `early` are those done before it besides what counts
 * in the stages before it that aren't `beside` it.
 * @typedef {{id: string, name: string, closed: string | null, crm: string | null, target: number | null,
 *   stalled: number | null, key: string[], activities: string[], counts: number, beside: string[], early: string[],
 *   criteria: string[]}} SiteStage */
/** A process there: `was` leads from each old id to the one of today, `page` is where its deals are planned.
 * @typedef {{id: string, name: string, aim: number, minutes: number, page: string, was: {stages: Record<string, string>,
 *   activities: Record<string, string>, criteria: Record<string, string>}, stages: SiteStage[]}} SiteProcess */
/** What a page has in `#nextcall-site`: `roles` from ids to names, `ours` those who aren't the customer's.
 * @typedef {{processes: SiteProcess[], roles: Record<string, string>, ours: string[],
 *   was: {processes: Record<string, string>, roles: Record<string, string>}}} Site */

/** A deal of a file before it is kept: how it stands to the one with its id, and whether another bears its name.
 * @typedef {{deal: Deal, is: "new" | "same" | "newer" | "older" | "other", isNamed: boolean}} Preview */

/** My deals in this browser; the bundle "deals" says more.
 * @typedef {EventTarget & {site: Site, problem: "" | "full" | "forbidden" | "unreadable" | "newer", canUndo: boolean,
 *   list: () => Deal[], get: (id: string) => Deal | null, changed: (id: string) => number,
 *   gone: (deal: Deal) => {process: string | null, stage: string | null, activities: string[], criteria: string[],
 *     roles: string[]},
 *   made: (given: Partial<Deal> & {name: string, process: string}) => Deal,
 *   create: (given: Partial<Deal> & {name: string, process: string}) => Deal,
 *   update: (id: string, how: (deal: Deal) => void) => Deal | null, rename: (id: string, words: string) => Deal | null,
 *   remove: (...ids: string[]) => void, undo: () => boolean, export: (...ids: string[]) => string,
 *   preview: (text: string) => Preview[], take: (deals: Deal[]) => void, saved: () => string[],
 *   forgetSaved: () => void}} DealStore */

/** What the bundles offer to each other and to whoever scripts a page; each adds its own.
 * @type {{
 *   used: (x: number) => number,
 *   root: string,
 *   openDeals: () => DealStore,
 *   Refused: new (reason: string, at?: string) => Error & {reason: string, at: string},
 *   toFragment: (text: string) => Promise<string>,
 *   fromFragment: (fragment: string) => Promise<string | null>,
 *   dayOf: (date?: Date) => string,
 *   daysBetween: (from: string, to: string) => number,
 *   pageOf: (deal: Deal, site: Site) => string | null,
 *   askedFor: () => string | null,
 * }} */
var nextcall;
