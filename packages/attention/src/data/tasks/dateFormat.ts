/**
 * @file Dates as people write them. A format is its own description, "D MMM YYYY": fields are
 * replaced by what they stand for, and what is between them stays.
 *
 *   YYYY 2019   YY 19   MM 01   M 1   MMM JAN   DD 07   D 7
 *
 * Twenty formats of the years 1950 to 2049. A text may be of two of them (11/20/2019 is MM/DD/YYYY
 * and M/D/YYYY), but no text means two dates: the separator and the length tell in which order the
 * fields stand, and YY is one year of those hundred.
 *
 * Source: the formats of TensorFlow.js's example date-conversion-attention (date_format.js).
 */

/** Month and day count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const dateFormats: readonly string[] = [
  ...["MM/DD/YYYY", "M/D/YYYY", "MM/DD/YY", "M/D/YY", "MMDDYY"],
  ...["DD-MM-YYYY", "D-M-YYYY", "DD.MM.YYYY", "D.M.YYYY"],
  ...["YYYY-MM-DD", "YYYY-M-D", "YYYY.MM.DD", "YYYY.M.D", "YYYYMMDD"],
  ...["DDMMMYYYY", "D MMM YYYY"],
  ...["MMM DD YYYY", "MMM DD, YYYY", "MMM DD YY", "MMM DD, YY"],
];

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** How a field is written, and what it looks like to a reader: groups y, m and d of a pattern. */
interface Field {
  readonly write: (date: CalendarDate) => string;
  readonly pattern: string;
}

const fields: Readonly<Record<string, Field>> = {
  YYYY: { write: ({ year }) => String(year), pattern: "(?<y>\\d{4})" },
  YY: { write: ({ year }) => String(year).slice(2), pattern: "(?<y>\\d{2})" },
  MMM: { write: ({ month }) => MONTHS[month - 1], pattern: `(?<m>${MONTHS.join("|")})` },
  MM: { write: ({ month }) => twoDigits(month), pattern: "(?<m>\\d{2})" },
  M: { write: ({ month }) => String(month), pattern: "(?<m>\\d{1,2})" },
  DD: { write: ({ day }) => twoDigits(day), pattern: "(?<d>\\d{2})" },
  D: { write: ({ day }) => String(day), pattern: "(?<d>\\d{1,2})" },
};

/** The longest field that stands at a place of a format. */
const FIELD = /Y{4}|Y{2}|M{1,3}|D{1,2}/g;

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** A date in a format. */
export function writeDate(date: CalendarDate, format: string): string {
  return format.replace(FIELD, (name) => fields[name].write(date));
}

const patterns = dateFormats.map((format) => {
  const pattern = format.replaceAll(".", "\\.").replace(FIELD, (name) => fields[name].pattern);
  return new RegExp(`^${pattern}$`, "d");
});

/** Places in a text: `start` belongs to it, `end` does not. */
export type Span = readonly [start: number, end: number];

/** Where the fields of a written date stand; of no date of these formats, undefined. */
export function findFields(text: string): Readonly<Record<"y" | "m" | "d", Span>> | undefined {
  const match = patterns.map((pattern) => pattern.exec(text)).find((found) => found !== null);
  return match?.indices?.groups as Record<"y" | "m" | "d", Span> | undefined;
}
