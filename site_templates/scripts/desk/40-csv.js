/* Tables out of CSV files as CRMs and spreadsheets write them: any encoding, separator and quoting of theirs. */

const MOST_BYTES = 5_000_000;
const MOST_ROWS = 5000;

/** What Windows writes without a mark where these languages are spoken; elsewhere it is windows-1252.
 * @type {Record<string, string>} */
const WRITTEN_IN = {
  ...{ ar: "windows-1256", be: "windows-1251", bg: "windows-1251", cs: "windows-1250", el: "windows-1253" },
  ...{ fa: "windows-1256", he: "windows-1255", hr: "windows-1250", hu: "windows-1250", ja: "shift_jis", ko: "euc-kr" },
  ...{ lt: "windows-1257", lv: "windows-1257", pl: "windows-1250", ro: "windows-1250", ru: "windows-1251" },
  ...{ sk: "windows-1250", sl: "windows-1250", th: "windows-874", tr: "windows-1254", uk: "windows-1251" },
  ...{ vi: "windows-1258", zh: "gb18030", "zh-hk": "big5", "zh-tw": "big5" },
};
const ansi = (language = navigator.language.toLowerCase()) =>
  WRITTEN_IN[language] ?? WRITTEN_IN[language.split("-")[0]] ?? "windows-1252";

/** The text of a file: by its mark, else UTF-8, else what Windows writes for the reader. @param {Uint8Array} bytes */
const decoded = (bytes) => {
  const marks = { "utf-16le": [0xff, 0xfe], "utf-16be": [0xfe, 0xff] };
  const [marked] = Object.entries(marks).find(([, mark]) => mark.every((byte, place) => bytes[place] === byte)) ?? [];
  const zeros = [0, 1].map((odd) => bytes.slice(0, 400).filter((byte, place) => !byte && place % 2 === odd).length);
  const bare = zeros[1] > 20 && !zeros[0] ? "utf-16le" : zeros[0] > 20 && !zeros[1] ? "utf-16be" : null;
  try {
    return new TextDecoder(marked ?? bare ?? "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(ansi()).decode(bytes);
  }
};

/** The rows of a text, without those that are blank. A quote that is never closed is refused with its line.
 * @param {string} text @param {string} separator @returns {string[][]} */
const rowsOf = (text, separator) => {
  /** @type {string[][]} */
  const rows = [];
  /** @type {string[]} */
  let row = [];
  let field = "";
  let quotedSince = 0;
  let line = 1;
  const end = () => {
    row.push(field.trim());
    field = "";
  };
  for (let place = 0; place < text.length; place += 1) {
    const char = text[place];
    if (char === "\n") line += 1;
    if (quotedSince) {
      if (char !== '"') field += char;
      else if (text[place + 1] === '"') {
        field += char;
        place += 1;
      } else quotedSince = 0;
    } else if (char === '"' && !field.trim()) quotedSince = line;
    else if (char === separator) end();
    else if (char === "\n" || char === "\r") {
      end();
      if (row.some(Boolean)) rows.push(row);
      row = [];
      if (rows.length > MOST_ROWS) throw new nextcall.Refused("too_many", String(MOST_ROWS));
    } else field += char;
  }
  if (quotedSince) throw new nextcall.Refused("unclosed", String(quotedSince));
  end();
  if (row.some(Boolean)) rows.push(row);
  return rows;
};

/** The separator that cuts the first lines into most fields, as many in each. @param {string} text */
const separatorOf = (text) => {
  const first = text.slice(0, 20_000);
  const score = (/** @type {string} */ separator) => {
    /** @type {string[][]} */
    let rows = [];
    try {
      rows = rowsOf(first.slice(0, Math.max(first.lastIndexOf("\n"), 0) || first.length), separator).slice(0, 20);
    } catch {
      return 0;
    }
    const wide = rows[0]?.length ?? 0;
    return wide < 2 ? 0 : wide * rows.filter((row) => row.length === wide).length;
  };
  return [",", ";", "\t", "|"].reduce((best, each) => (score(each) > score(best) ? each : best));
};

/** Heads and rows of a file. Throws `Refused` where it holds no table. @param {Uint8Array} bytes */
const tableOf = (bytes) => {
  if (bytes.length > MOST_BYTES) throw new nextcall.Refused("too_large");
  let text = decoded(bytes);
  const said = /^sep=(.)\r?\n/u.exec(text); // spreadsheets say so in a first line of its own
  if (said) text = text.slice(said[0].length);
  const [heads, ...rows] = rowsOf(text, said?.[1] ?? separatorOf(text));
  if (!heads || heads.length < 2 || text.includes("\0")) throw new nextcall.Refused("no_table");
  return { heads, rows };
};
