// Milliseconds that the engine of the site takes: node speed.cjs ENGINE < cases. A line of input is a process and its
// deals; the output is, for each deal, how long its next call alone took, all of its answer, and its longest step.
require(require("node:path").resolve(process.argv[2]));
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
const cases = lines.flatMap((line) => {
  const { process: compiled, deals } = JSON.parse(line);
  return deals.map((deal) => [compiled, deal]);
});
// In time of the processor, which the system counts in steps: so everything is done several times.
const [OFTEN, SELDOM] = [40, 6];
const timed = (times, work) => {
  const start = process.threadCpuUsage();
  for (let time = 0; time < times; time += 1) work();
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1000 / times;
};
// A copy is a process that the engine doesn't know yet. Each step counts as it was in its fastest round, by the clock.
const steps = ([compiled, deal]) => globalThis.nextcall.steps({ ...compiled }, deal);
const longest = (each) => {
  const least = [];
  for (let round = 0; round < SELDOM; round += 1) {
    const work = steps(each);
    for (let [step, isDone] = [0, false]; !isDone; step += 1) {
      const start = performance.now();
      isDone = Boolean(work.next().done);
      least[step] = Math.min(least[step] ?? Infinity, performance.now() - start);
    }
  }
  return Math.max(...least);
};
const found = cases.map((each) => ({
  next: timed(OFTEN, () => {
    for (const work = steps(each); !work.next().value; );
  }),
  whole: timed(SELDOM, () => {
    for (const work = steps(each); !work.next().done; );
  }),
  longest: longest(each),
}));
process.stdout.write(`${JSON.stringify(found)}\n`);
