/** @type {{used: (x: number) => number}} */
var nextcall;
