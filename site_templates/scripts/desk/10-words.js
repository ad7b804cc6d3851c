/* Words of the catalogue, and days and numbers as the reader writes them. */

/** @typedef {(key: string, values?: Record<string, string | number>, n?: number) => string} Say */

/** What says phrases of an element's `data-words` and `data-more`: `{names}` are filled in, `n` chooses the form of one that counts.
 * @param {HTMLElement} element @returns {Say} */
const sayingOf = (element) => {
  const words = { ...JSON.parse(element.dataset.words ?? "{}"), ...JSON.parse(element.dataset.more ?? "{}") };
  return (key, values = {}, n = 0) => {
    const phrase = words[key] ?? key;
    const chosen = typeof phrase === "string" ? phrase : phrase[n === 1 ? "one" : "other"];
    return chosen.replace(
      /\{(\w+)\}/gu,
      (/** @type {string} */ all, /** @type {string} */ name) => values[name] ?? all,
    );
  };
};

/** @param {string} day @param {Intl.DateTimeFormatOptions} how */
const written = (day, how) =>
  new Intl.DateTimeFormat(nextcall.locale(), { ...how, timeZone: "UTC" }).format(new Date(`${day}T00:00Z`));
/** A day of about now. @param {string} day */
const shortDay = (day) =>
  written(day, {
    day: "numeric",
    month: "short",
    ...(Math.abs(nextcall.daysBetween(nextcall.dayOf(), day)) > 180 && { year: "numeric" }),
  });
/** A day that one makes plans for. @param {string} day */
const weekDay = (day) => written(day, { weekday: "short", day: "numeric", month: "short" });
/** A day of any year. @param {string} day */
const wholeDay = (day) => written(day, { day: "numeric", month: "short", year: "numeric" });
/** "yesterday", or the day. @param {string} day @param {string} today */
const lately = (day, today) => {
  const days = nextcall.daysBetween(today, day);
  return Math.abs(days) < 2
    ? new Intl.RelativeTimeFormat(nextcall.locale(), { numeric: "auto" }).format(days, "day")
    : shortDay(day);
};
/** A time such as "14:00". @param {string} time */
const clockTime = (time) =>
  new Intl.DateTimeFormat(nextcall.locale(), { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(
    new Date(`2026-01-01T${time}Z`),
  );
/** @param {number} number */
const oneDigit = (number) =>
  new Intl.NumberFormat(nextcall.locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(number);

/** What a page has for `name` below an element. @param {Element | DocumentFragment} root @param {string} name
 * @returns {any} */
const at = (root, name) => root.querySelector(`[data-at="${name}"]`);
/** Put words where a page has a place for them; without words the place is hidden.
 * @param {Element | DocumentFragment} root @param {string} name @param {string} words */
const put = (root, name, words) => {
  const place = at(root, name);
  place.textContent = words;
  place.hidden = !words;
};
/** A copy of what stands in a `<template data-row>`. @param {Element} root @param {string} name
 * @returns {HTMLElement} */
const rowOf = (root, name) =>
  /** @type {any} */ (root.querySelector(`template[data-row="${name}"]`)).content.firstElementChild.cloneNode(true);
