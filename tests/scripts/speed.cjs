// Milliseconds that the engine of the site takes: node speed.cjs ENGINE < cases. A line of input is a process and its
// deals; the output is, for each deal, how long its next call alone took, all of its answer, and its longest step.
require(require("node:path").resolve(process.argv[2]));
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
const cases = lines.flatMap((line) => {
  const { process: compiled, deals } = JSON.parse(line);
  return deals.map((deal) => [compiled, deal]);
});
const ROUNDS = 3; // the fastest counts: what else the machine does shall matter little
const timed = cases.map(([compiled, deal]) => {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const work = globalThis.nextcall.steps({ ...compiled }, deal); // a process that it doesn't know yet
    const parts = [];
    let [whole, longest] = [0, 0];
    for (let isDone = false; !isDone; ) {
      const start = performance.now();
      const step = work.next();
      const taken = performance.now() - start;
      isDone = Boolean(step.done);
      whole += taken;
      longest = Math.max(longest, taken);
      if (step.value) parts.push(whole);
    }
    return { next: parts[0], whole, longest };
  });
  const least = (part) => Math.min(...rounds.map((each) => each[part]));
  return { next: least("next"), whole: least("whole"), longest: least("longest") };
});
process.stdout.write(`${JSON.stringify(timed)}\n`);
