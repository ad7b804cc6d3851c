/* What scripts of several bundles know, for TypeScript's checker alone: no page gets this file. */

/**
 * A process as `nextcall.compress.compiled` writes it into the page: ids and numbers, no text. What is left out is
 * false, empty, 0, `in_call`, `supporting` or done by both; `requires` alone tells an empty list from an absent one.
 *
 * @typedef {object} Process
 * @property {1} version
 * @property {string} id
 * @property {CallShape} call
 * @property {{id: string, always_on?: boolean}[] | null} buying_stages in their usual order; null: aligned with none
 * @property {{id: string, formerly?: string[]}[]} buyer_roles all of the playbook
 * @property {Stage[]} stages
 * @property {string[]} silent_stages
 */

/**
 * @typedef {object} CallShape
 * @property {number} minutes
 * @property {number} opening
 * @property {number} follow_ups
 * @property {number} closing
 * @property {number | null} max_activities
 * @property {number | null} max_buyer_roles
 * @property {number} days_between_calls
 * @property {number} aim_activities
 */

/**
 * @typedef {object} Stage
 * @property {string} id
 * @property {string} [closed] how a deal in it ended
 * @property {string[]} [formerly]
 * @property {boolean} [optional]
 * @property {boolean} [conditional] it applies only when something is so
 * @property {number} [minutes] how long its calls are, where they aren't as long as the process's
 * @property {string[]} [buying_stages]
 * @property {string[]} [alongside]
 * @property {{id: string, formerly?: string[], opens_in_call?: boolean}[]} [criteria] exit criteria that have ids
 * @property {Activity[]} activities those that nobody wrote last
 */

/**
 * @typedef {object} Activity
 * @property {string} id
 * @property {number} minutes
 * @property {number} minutes_max
 * @property {string[]} [formerly]
 * @property {"between_calls" | "either" | "throughout"} [where]
 * @property {"key" | "optional"} [importance]
 * @property {"customer" | "seller"} [done_by]
 * @property {number} [takes_days]
 * @property {number} [takes_days_max]
 * @property {string[]} [requires]
 * @property {string[]} [needs]
 * @property {string[]} [satisfies]
 * @property {string[]} [buying_stages]
 * @property {string[]} [buyer_roles]
 * @property {string[]} [seller_roles]
 * @property {string[]} [not_with]
 * @property {boolean} [own_call]
 * @property {boolean} [conditional]
 * @property {boolean} [implied] an exit criterion implies it, nobody wrote it
 */

/**
 * What the engine has to know of a deal: a deal of "nextcall-deals" version 2 is one.
 *
 * @typedef {object} DealState
 * @property {string} stage
 * @property {string[]} [done]
 * @property {string[]} [true] criteria whose evidence is in hand
 * @property {string[]} [said] criteria that the customer said yes to
 * @property {string[]} [unmet] criteria known not to be true
 * @property {string[] | null} [with] buyer roles that attend; null: those who are expected
 * @property {number | null} [minutes] null: the usual ones
 * @property {string[]} [include]
 * @property {string[]} [pinned] the first matters most
 * @property {string[]} [dropped]
 * @property {Record<string, string>} [under_way] work between calls that was begun, with the day
 */

/**
 * @typedef {object} Planned
 * @property {string} id
 * @property {string} stage
 * @property {string} importance
 * @property {number} minutes
 * @property {number} minutes_max
 * @property {number} start in minutes from the opening of the call
 * @property {string | null} leads a role
 * @property {boolean} pulled_forward
 * @property {boolean} ahead_of_customer
 * @property {string[]} go_on_only_if criteria
 * @property {boolean} after_cut
 * @property {boolean} implied
 */

/** @typedef {"dropped" | "requires" | "needs" | "between_calls" | "role" | "not_with" | "own_call" | "roles_cap" | "activities_cap" | "time"} Because */

/**
 * @typedef {object} Unlock
 * @property {"invite" | "minutes" | "send_ahead" | "do_before"} change
 * @property {string} [role]
 * @property {number} [minutes]
 * @property {string} [activity]
 * @property {string[]} gain
 */

/**
 * What to do if the room is another than planned.
 *
 * @typedef {object} RoomChange
 * @property {string | null} missing a role that doesn't come
 * @property {number | null} minutes_left
 * @property {string[]} activities
 * @property {string[]} postponed
 */

/**
 * "The next call as JSON", but for its texts, and what `due` and `if_room_changes` of its call plan say. `unlocks`,
 * `if_room_changes` and `leads_to` are null, and `shorter_way` is undefined, as long as they aren't worked out.
 *
 * @typedef {object} Answer
 * @property {1} version
 * @property {string} process
 * @property {string} stage
 * @property {{available: number, opening: number, follow_ups: number, closing: number, planned: number, enough: number | null}} minutes
 * @property {{buyer_roles: string[], seller_roles: string[], bring: string[], needed: {role: string, from: number, to: number}[]}} attendees
 * @property {string[]} instead_of_a_call
 * @property {Planned[]} activities
 * @property {{id: string, because: Because, needs: string[]}[]} left_out
 * @property {string[]} prepare
 * @property {string[]} due the customer's and joint work between calls that can start now
 * @property {Unlock[] | null} unlocks
 * @property {RoomChange[] | null} if_room_changes
 * @property {{calls: number | null, best: number | null} | null} leads_to
 * @property {{activities: string[], invite: string[], calls: number} | null} [shorter_way]
 * @property {string[]} silent_stages
 * @property {number} earliest_day
 */

/**
 * What the bundle `engine` offers. `nextCall` answers at once, as the contract says; `steps` does it little by little
 * and says more: call `next()` as long as there is time, and show what it yields (the answer as far as it is known) when
 * it yields one. Both answer null for a deal whose stage is closed or gone.
 *
 * @typedef {object} Engine
 * @property {(process: Process, deal: DealState) => Omit<Answer, "due" | "if_room_changes"> | null} nextCall
 * @property {(process: Process, deal: DealState) => Generator<Answer | undefined, Answer | null, void>} steps
 * @property {(process: Process, stage: string, include?: string[]) => string[]} doneOnEntering activities that are done when a deal enters a stage
 * @property {(process: Process, deal: DealState) => {expected: string[], usual_minutes: number}} usual whom a call of the deal's stage expects, and how long it is
 */

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
 *   calls: HeldCall[]}} KeptDeal */

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
 * @typedef {{deal: KeptDeal, is: "new" | "same" | "newer" | "older" | "other", isNamed: boolean}} Preview */

/** My deals in this browser; the bundle "deals" says more.
 * @typedef {EventTarget & {site: Site, problem: "" | "full" | "forbidden" | "unreadable" | "newer",
 *   list: () => KeptDeal[], get: (id: string) => KeptDeal | null, changed: (id: string) => number,
 *   gone: (deal: KeptDeal) => {process: string | null, stage: string | null, activities: string[], criteria: string[],
 *     roles: string[]},
 *   made: (given: Partial<KeptDeal> & {name: string, process: string}) => KeptDeal,
 *   create: (given: Partial<KeptDeal> & {name: string, process: string}) => KeptDeal,
 *   update: (id: string, how: (deal: KeptDeal) => void) => KeptDeal | null, rename: (id: string, words: string) => KeptDeal | null,
 *   remove: (...ids: string[]) => void, undo: () => boolean, export: (...ids: string[]) => string,
 *   preview: (text: string) => Preview[], take: (deals: KeptDeal[]) => void, saved: () => string[],
 *   forgetSaved: () => void}} DealStore */

/** What a customer may read of a process, by ids, in `#nextcall-theirs`: `asks` is the buying stage whose question an
 * activity answers, `get` what they get of it, `bring` what they prepare, `why` and `outcome` are of the up-front contract.
 * @typedef {{activities: Record<string, {asks?: string, get?: string, bring?: string[]}>,
 *   stages: Record<string, {get?: string, bring?: string[], why?: string, outcome?: string}>,
 *   questions: Record<string, string>, roles: Record<string, string>}} Theirs */

/** What the bundle `deals` offers.
 * @typedef {{root: string, openDeals: () => DealStore, Refused: new (reason: string, at?: string) => Error & {reason: string,
 *   at: string}, toFragment: (text: string) => Promise<string>, fromFragment: (fragment: string) => Promise<string | null>,
 *   dayOf: (date?: Date) => string, daysBetween: (from: string, to: string) => number,
 *   pageOf: (deal: KeptDeal, site: Site) => string | null, askedFor: () => string | null,
 *   locale: () => string | undefined, datesKnown: () => Promise<unknown>}} OfDeals */
/** What copies: to the clipboard, each type of one content, false where the browser refuses; and an element as Markdown and
 * as rich text, `words` being those of the catalogue's `copy`.
 * @typedef {{toClipboard: (types: Record<string, string>) => Promise<boolean>,
 *   written: (element: Element, words: Record<string, string>) => {markdown: string, html: string}}} OfCopy */

/** @type {Engine & OfDeals & OfCopy} */
var nextcall;
