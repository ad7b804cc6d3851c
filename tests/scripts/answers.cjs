// Answers, by the engine of the site as it is: node answers.cjs ENGINE < cases. A line of input is a process and its
// deals; a line of output what the engine says of each, asked in steps as the page asks for it.
require(require("node:path").resolve(process.argv[2]));
const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const { process: compiled, deals } = JSON.parse(line);
  const answers = deals.map((deal) => {
    const work = globalThis.nextcall.steps(compiled, deal);
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
    }
  });
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}
