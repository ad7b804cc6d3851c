/* A call as a calendar file: iCalendar, RFC 5545. */

const LINE = 75; // octets that a line may have

/** @param {string} text */
const escapedText = (text) =>
  text
    .replace(/[\\;,]/gu, "\\$&")
    .replace(/\r\n|\r|\n/gu, "\\n")
    .replace(/\p{Cc}/gu, " ");

/** A line in pieces that are short enough, none of which cuts a character. @param {string} line */
const folded = (line) => {
  const encoder = new TextEncoder();
  let made = "";
  let octets = 0;
  for (const char of line) {
    const own = encoder.encode(char).length;
    if (octets + own > LINE) {
      made += "\r\n ";
      octets = 1;
    }
    made += char;
    octets += own;
  }
  return made;
};

/** A moment as calendars write it: "20261124T130000Z". @param {Date} moment */
const utc = (moment) => `${moment.toISOString().replace(/[-:]/gu, "").slice(0, 15)}Z`;

/** An event of a day, or of `minutes` from a time where the seller is; `uid` is the same as long as it is the same call.
 * @param {{uid: string, on: string, at: string | null, minutes: number, summary: string, description: string, now: Date}} event */
const calendar = ({ uid, on, at: time, minutes, summary, description, now }) => {
  const start = new Date(`${on}T${time ?? "00:00"}`);
  const next = new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);
  const when = time
    ? [`DTSTART:${utc(start)}`, `DTEND:${utc(new Date(start.valueOf() + minutes * 60_000))}`]
    : [`DTSTART;VALUE=DATE:${on.replaceAll("-", "")}`, `DTEND;VALUE=DATE:${next.replaceAll("-", "")}`];
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//nextcall//nextcall//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `SEQUENCE:${Math.floor(now.valueOf() / 60_000)}`,
    `DTSTAMP:${utc(now)}`,
    ...when,
    `SUMMARY:${escapedText(summary)}`,
    `DESCRIPTION:${escapedText(description)}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
};
