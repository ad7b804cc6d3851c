"""A script that was shortened does what it did: both are run, and print the same."""

from __future__ import annotations

import subprocess

import pytest
from tests.npm_packages import node

from nextcall.render.shortened import shortened, shortened_style

SCRIPT = r"""
/* A block comment, with "quotes" and `ticks`. */
const text = "/* no comment */ // none" + 'it\'s "so"'; // a comment behind code
const pattern = /[/"'`]\/{1,2}(?:a|b)/gu;
const half = (whole, by = 2) => whole / by / 1;
const nested = (name) => `a ${`b ${name}${{ name }.name}`} \` \${c} ${[1, 2].map((each) => `${each}`).join("")}`;
const today = (now = new Date(0), { zone = "UTC", ...others } = {}) => [now.getTime(), zone, others];
class Thing {
  static made = 0;
  #secret = 3;
  name = "thing";
  constructor(name, { size = 1, deep: { inner } = { inner: 7 } } = {}) {
    this.name = name;
    this.size = size + inner;
    Thing.made += 1;
  }
  get double() { return this.size * 2 + this.#secret; }
  *each() { for (let place = 0; place < this.size; place += 1) yield place; }
  async later(value) { return await value; }
  delete(name) { return name; }
}
class Child extends Thing { name2 = super.double; }
function* counted(most) {
  let place = 0;
  while (place < most) yield (place += 1);
}
const name = "outer";
const size = 4;
const object = { name, size, key: name, "quoted-key": size, [name]: 1, method(name) { return name + size; },
  get size2() { return size; }, class: name, of: 1, *all() { yield size * name.length; } };
const { key, size: renamed, missing = size, ...rest } = object;
let [one, , three = one] = [1, 2];
const chosen = one > 2 ? name : size;
const sign = one - -three + +one;
let counter = one++ + ++one;
label: for (const each of counted(3)) {
  if (each === 2) continue label;
  counter += each;
}
switch (counter) {
  case size: {
    console.log("four");
    break;
  }
  default:
    console.log("other", typeof name, void 0, "name" in object);
}
try {
  throw new Error(name);
} catch (error) {
  console.log(error.message);
}
let list = { value: 1, next: { value: 2, next: null } };
for (let { value, next } = list; next; { value, next } = next) counter += value;
({ value: counter, next: list } = { value: counter + 1, next: list });
const unary = [half(8), -half(8), !half(8), pattern.test('//"/a'), text.length / size / 2];
console.log(text, nested("x"), today(), today(new Date(5), { zone: "Z", extra: 1 }));
console.log(new Thing("a", { size: 2 }).double, [...new Thing("b").each()], new Child("c").name2, Thing.made);
console.log(JSON.stringify({ object, key, renamed, missing, rest, three, chosen, sign, counter, unary }));
console.log(object.method("m"), object.size2, [...object.all()], object?.name, object?.["key"]);
console.log(new Thing("d").delete("e"));
(async () => console.log(await new Thing("e").later(one ?? two)))();
var two = 2;
const shadowed = (unused, list, most = list.length) => {
  const found = [];
  for (const each of list) for (const other of list) if (each < other) found.push(each);
  else if (each > most) found.push([other]);
  else while (found.length > 100) found.pop();
  for (let each = 0, last = most; each < last; each += 1) { const most = each; found.push(() => most); }
  {
    const list = found.length, each = two;
    found.push(list, each ?? null);
  }
  try { throw found.length; } catch { found.push("none"); }
  try { throw found.length; } catch (each) { const list = each; found.push(list); }
  return found.map((each) => (typeof each === "function" ? each() : each));
};
const inner = (value) => ((value) => (size) => [value, size, name])(value + 1)(value + 2), later = () => `${inner(1)}`;
if (size) ; else console.log("nothing");
const table = { [`${name}`]: (name) => name, arrow: async (name) => { const size = await name; return [size]; } };
console.log(shadowed(0, [3, 1, 2]), inner(5), later(), table.outer("t"), [, 1, ,].length);
table.arrow(6).then((name) => console.log(name, size));
"""


def printed(script: str) -> str:
    ran = subprocess.run([str(node()), "-"], input=script, capture_output=True, check=True, encoding="utf-8")
    return ran.stdout


def test_what_a_script_does_stays_and_it_gets_shorter() -> None:
    short = shortened(SCRIPT)
    assert len(short) < len(SCRIPT) * 0.8
    assert "comment, with" not in short
    assert printed(short) == printed(SCRIPT)
    assert len(printed(SCRIPT).splitlines()) > 5


def test_names_that_the_script_does_not_declare_and_properties_stay() -> None:
    script = "const shown = (event) => window.shown({ event, shown: document.body });\nwindow.go = shown;\n"
    assert shortened(script) == "let e=e=>window.shown({event:e,shown:document.body});window.go=e;\n"


def test_a_short_name_is_none_that_the_script_has_already() -> None:
    assert shortened("const first = e;\nconst b = first;\n") == "let t=e;let n=t;\n"


def test_what_is_no_script_is_said() -> None:
    with pytest.raises(ValueError, match="can't be read at"):
        shortened("const a = `b")


def test_a_style_sheet_loses_comments_and_layout_alone() -> None:
    style = """
    /* What it is for; not this { one } */
    .a > .b::before, .a :is(.c, .d) { content: "/* x */  ;"; width: calc(1px + 2px); /* why */ }
    @media (min-width: 40em) and (orientation: landscape) {
      .a{--nc-x: 0 1px;color:red}
    }
    """
    assert shortened_style(style) == (
        '.a > .b::before,.a :is(.c,.d){content:"/* x */  ;";width:calc(1px + 2px)}'
        "@media (min-width:40em) and (orientation:landscape){.a{--nc-x:0 1px;color:red}}\n"
    )
